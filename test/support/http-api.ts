// A REST API on loopback that answers as a test tells it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { TestContext } from "node:test";

/** A running API. */
export interface Api {
  readonly apiUrl: string;
  readonly server: Server;
  /** How many requests have come. */
  readonly requests: () => number;
}

/** Answers the first request with the first listener and so on, the rest with the last. */
export async function serveInTurn(t: TestContext, ...listeners: RequestListener[]): Promise<Api> {
  let count = 0;
  const server = createServer((request, response) => {
    const listener = listeners[Math.min(count, listeners.length - 1)];
    count += 1;
    listener?.(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return { apiUrl: `http://127.0.0.1:${address.port}/api/v10`, server, requests: () => count };
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
