// From an HTTP upgrade to a connection that has heard Hello, or to what a fault makes of it.

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { Connection } from "./connection.js";
import type { Upgrade } from "./listener.js";
import type { Host } from "./recorder.js";
import type { Rule } from "./rules.js";
import type { Compress } from "./wire.js";
import type { Passer } from "./weather.js";
import type { World } from "./world.js";
import { reset } from "./reset.js";
import { canZstd } from "./zstd.js";

/** Largest message that is read at all, so that a faulty client is told what it did. */
const READ_LIMIT = 16 * 1024 * 1024;

const VERSIONS = ["9", "10"];
const COMPRESSIONS: readonly Compress[] = ["", "zlib-stream", "zstd-stream"];
const NO_ZSTD = "zstd-stream needs zstd-napi, or Node 22.15 or later, where this runs";

/** What a client asks for in its URL. */
interface Query {
  readonly version: string;
  readonly encoding: string;
  readonly compress: string;
}

function queryOf(request: IncomingMessage): Query {
  const { searchParams } = new URL(request.url ?? "/", "ws://localhost");
  return {
    version: searchParams.get("v") ?? "",
    encoding: searchParams.get("encoding") ?? "json",
    compress: searchParams.get("compress") ?? "",
  };
}

/** Why a connection cannot be served; what it is to be compressed with where it can. */
type Terms = { readonly amiss: string } | { readonly compress: Compress };

function termsOf({ encoding, compress }: Query): Terms {
  const known = COMPRESSIONS.find((one) => one === compress);
  if (encoding !== "json" || known === undefined) {
    return { amiss: "unknown encoding or compression" };
  }
  return known === "zstd-stream" && !canZstd() ? { amiss: NO_ZSTD } : { compress: known };
}

function textOf({ version, encoding, compress }: Query): string {
  return `v=${version}&encoding=${encoding}&compress=${compress}`;
}

export class Gate {
  readonly connections: Set<Connection> = new Set();
  /** Sockets that wait for an upgrade that will not be answered. */
  readonly #hanging = new Set<Duplex>();
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: READ_LIMIT,
    clientTracking: false,
  });
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes an upgrade that came to one of the listeners. */
  take(host: Host, { request, raw, tcp, head }: Upgrade): void {
    raw.on("error", () => raw.destroy());
    const passer: Passer = { shard: null, host };
    const { weather, settings } = this.#world;
    if (weather.meet("refuse", passer) !== undefined) return reset(tcp);
    if (weather.meet("noUpgrade", passer) !== undefined) return void this.#hanging.add(raw);
    if (this.connections.size >= settings.maxConnections) return refuse(raw, 503);
    if (new URL(request.url ?? "/", "ws://localhost").pathname !== "/") return refuse(raw, 404);
    const query = queryOf(request);
    const terms = termsOf(query);
    const amiss = "amiss" in terms ? terms.amiss : null;
    if (amiss !== null && settings.unknownQuery === 400) return refuse(raw, 400);
    if (request.headers["sec-websocket-extensions"]?.includes("permessage-deflate")) {
      this.#violate("permessage-deflate", "offered");
    }
    const compress = "amiss" in terms ? "" : terms.compress;
    const origin = { host, query: textOf(query), compress };
    this.#server.handleUpgrade(request, raw, head, (socket) =>
      this.#admit(new Connection(this.#world, socket, { raw, tcp }, origin), socket, amiss),
    );
  }

  close(): void {
    for (const connection of this.connections) connection.destroy();
    for (const raw of this.#hanging) raw.destroy();
    this.#server.close();
  }

  #admit(connection: Connection, socket: WebSocket, amiss: string | null): void {
    this.connections.add(connection);
    // Ahead of the connection's own listener: whoever hears of the close counts one less.
    socket.prependOnceListener("close", () => this.connections.delete(connection));
    this.#world.recorder.note({ kind: "connection", host: connection.host });
    const version = new URLSearchParams(connection.query).get("v") ?? "";
    if (!VERSIONS.includes(version)) {
      return connection.refuse(4012, "version", `v is "${version}"`);
    }
    if (amiss !== null) return connection.close(4000, amiss);
    this.#greet(connection);
  }

  #greet(connection: Connection): void {
    const { weather, timers } = this.#world;
    if (weather.meet("noHello", connection) !== undefined) return;
    const close = weather.meet("closeBeforeHello", connection);
    if (close !== undefined) return connection.close(close.code, close.reason);
    if (weather.meet("reconnectInsteadOfHello", connection) !== undefined) {
      return connection.reconnect();
    }
    if (weather.meet("reconnectBeforeHello", connection) !== undefined) connection.reconnect();
    const delay = weather.meet("helloDelay", connection)?.delay ?? 0;
    timers.soon(delay, () => connection.hello());
  }

  #violate(rule: Rule, detail: string): void {
    const at = this.#world.settings.now();
    this.#world.recorder.note({ kind: "violation", at, shard: null, rule, detail });
  }
}

const REASONS: { readonly [status: number]: string } = {
  400: "Bad Request",
  404: "Not Found",
  503: "Service Unavailable",
};

function refuse(raw: Duplex, status: number): void {
  raw.end(`HTTP/1.1 ${status} ${REASONS[status] ?? ""}\r\nConnection: close\r\n\r\n`);
}
