// One GET over http or https. Node's fetch cannot be told of further certificates without a package
// of its own, and follows redirects; this asks one host, once, on a connection of its own.

import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { rootCertificates } from "node:tls";

/** What to ask for. */
export interface GetRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates in PEM that are trusted besides Node's own roots. */
  readonly ca: readonly string[];
  /** A larger body is refused. */
  readonly maxBytes: number;
  /** Ends it at any point of the way. */
  readonly signal: AbortSignal;
}

/** The whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Gets one answer; a redirect is an answer like another.
 *
 * @throws the reason of the signal; or Error that says why there is no whole answer.
 */
export async function get(request: GetRequest): Promise<Answer> {
  const { signal, maxBytes } = request;
  signal.throwIfAborted();
  try {
    const response = await send(request);
    const body = await readBody(response, maxBytes);
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  } catch (error) {
    signal.throwIfAborted(); // what an abort makes of a socket says less
    throw error;
  }
}

function send({ url, headers, ca, signal }: GetRequest): Promise<IncomingMessage> {
  const target = new URL(url);
  const options = { headers, signal, agent: false };
  return new Promise((resolve, reject) => {
    const sent =
      target.protocol === "https:"
        ? requestHttps(target, { ...options, ...trust(ca) }, resolve)
        : requestHttp(target, options, resolve);
    sent.on("error", reject).end();
  });
}

/** Certificates that are given take the place of Node's own, unless these are given as well. */
function trust(ca: readonly string[]): { readonly ca?: string[] } {
  return ca.length === 0 ? {} : { ca: [...rootCertificates, ...ca] };
}

/**
 * Reads a body as text.
 *
 * @throws Error where it has more bytes than an honest answer, or is cut short.
 */
export async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
