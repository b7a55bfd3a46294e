// An answer over HTTP.

import type { ServerResponse } from "node:http";

/** Writes a JSON answer. */
export function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: { readonly [name: string]: string } = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
