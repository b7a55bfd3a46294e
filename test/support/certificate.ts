// A certificate for 127.0.0.1 that nobody vouches for but itself.

import selfsigned from "selfsigned";

/** Key and certificate, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** @param name - its subject; of two with the same one, only the first is looked at. */
export async function certificate(name = "simulator"): Promise<Certificate> {
  const subjects = [{ name: "commonName", value: name }];
  const { private: key, cert } = await selfsigned.generate(subjects, {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  return { key, cert };
}
