// `gateway-run/http`: the status page, health, and metrics of a coordinator over HTTP.

import { getRequestListener } from "@hono/node-server";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { check } from "../coordinator/check.js";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import { isLoopback } from "./host-header.js";
import { httpApp } from "./http-app.js";
import { HTTP_OPTIONS, type HttpOptions } from "./http-options.js";
import { metricsOf } from "./metrics.js";
import { readPageFiles } from "./page-files.js";
import { StatusFeed } from "./status-feed.js";
import type { StatusSource } from "./status-source.js";

export type { HttpOptions } from "./http-options.js";
export type { StatusSource } from "./status-source.js";

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  /** Where the status page is. */
  readonly url: string;
  /** Ends every connection, and stops to listen. */
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

/** More connections than anybody needs; each of them may hold an answer in memory … */
const MOST_CONNECTIONS = 256;

/** … and is ended when nothing of it has moved for so long, in ms. */
const IDLE_MS = 60_000;

function checkSource(source: StatusSource): void {
  const { status, on } = Object(source) as Partial<StatusSource>;
  if (typeof status === "function" && typeof on === "function") return;
  throw new TypeError(
    `Cannot serve HTTP as 'gateway' must be a Coordinator: received ${why(source)}`,
  );
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : null;
    const because = code === "EADDRINUSE" ? "it is in use" : why(cause);
    const message = `Cannot listen on ${inUrl(host)}:${port}: ${because}`;
    throw new GatewayError("PORT_UNAVAILABLE", message, { cause });
  }
}

/**
 * Serves a coordinator's status page, `/status`, `/metrics`, `/livez` and `/readyz`. Begin before
 * `start()`, and the start can be watched. Whoever can reach it can read it: there is no password,
 * and nothing that could be changed.
 *
 * @returns once it listens.
 * @throws GatewayError PORT_UNAVAILABLE where the port is in use or may not be had. TypeError or
 *   RangeError for misuse.
 */
export async function serveHttp(gateway: StatusSource, options: HttpOptions): Promise<HttpServer> {
  checkSource(gateway);
  const { host = HOST, port } = check("serve HTTP", HTTP_OPTIONS, options, "options");
  const files = await readPageFiles();
  const server = createServer();
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = IDLE_MS;
  await listen(server, host, port);
  const bound = server.address() as AddressInfo; // a TCP server's
  const feed = new StatusFeed(gateway);
  const loopback = isLoopback(bound.address) ? host : null;
  const app = httpApp({ source: gateway, feed, files, loopback });
  const listener = getRequestListener(app.fetch, {
    hostname: "localhost", // for HTTP/1.0, which need not say
    overrideGlobalObjects: false,
  });
  server.on("request", (request, response) => void listener(request, response));
  const close = async (): Promise<void> => {
    feed.close();
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const url = `http://${inUrl(host)}:${bound.port}/`;
  return { url, close, [Symbol.asyncDispose]: close };
}

/**
 * What `/metrics` answers, for a server of your own: Prometheus' text format, of the content type
 * `text/plain; version=0.0.4`.
 */
export async function metricsText(gateway: StatusSource): Promise<string> {
  checkSource(gateway);
  return await metricsOf(gateway.status());
}
