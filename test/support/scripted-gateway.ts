// A gateway that does nothing by itself: a test serves each connection by hand, so that it decides
// what comes when, and sees what the client says before it is answered.

import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { Certificate } from "./certificate.js";

/** One message of the client. */
export interface Said {
  readonly op: number;
  readonly d: unknown;
}

/** What a READY may say instead of the usual. */
export interface ReadyFields {
  readonly session_id?: unknown;
  readonly resume_gateway_url?: unknown;
}

/** One connection. */
export class Visit {
  readonly socket: WebSocket;
  /** What the WebSocket runs over. */
  readonly stream: Socket;
  /** What is at the bottom of it, under TLS as well. */
  readonly tcp: Socket;
  /** Path and query of the upgrade. */
  readonly path: string;
  /** All messages of the client. */
  readonly said: Said[] = [];
  /** The code of the client's close frame, 1006 where it ended without one. */
  ended: number | null = null;
  /** Whether heartbeats are acknowledged. */
  acks: boolean = true;
  readonly #url: string;
  readonly #told = new EventEmitter();

  constructor(
    { socket, stream, tcp, path }: Pick<Visit, "socket" | "stream" | "tcp" | "path">,
    gatewayUrl: string,
  ) {
    this.socket = socket;
    this.stream = stream;
    this.tcp = tcp;
    this.path = path;
    this.#url = gatewayUrl;
    socket.on("error", () => {}); // some tests break it
    socket.on("message", (data: Buffer) => {
      const said: Said = JSON.parse(data.toString());
      this.said.push(said);
      if (said.op === 1 && this.acks) this.send(11, null);
      this.#told.emit("told");
    });
    socket.on("close", (code) => {
      this.ended = code;
      this.#told.emit("told");
    });
  }

  send(op: number, d: unknown, t: string | null = null, s: number | null = null): void {
    this.socket.send(JSON.stringify({ t, s, op, d }));
  }

  hello(heartbeat_interval = 41_250): void {
    this.send(10, { heartbeat_interval });
  }

  /** READY of this session, with seq 1. */
  ready(session_id: string, fields: ReadyFields = {}): void {
    const d = { v: 10, session_id, resume_gateway_url: this.#url, ...fields };
    this.send(0, d, "READY", 1);
  }

  dispatch(s: number, t = "GIVEN"): void {
    this.send(0, { s }, t, s);
  }

  /** The d of all messages of this op. */
  all(op: number): unknown[] {
    return this.said.filter((said) => said.op === op).map(({ d }) => d);
  }

  /** Waits for the first message of this op; gives its d. */
  async op(op: number): Promise<unknown> {
    await this.until(() => this.all(op).length > 0);
    return this.all(op)[0];
  }

  /** Waits for the end of the connection; gives its code. */
  async end(): Promise<number> {
    await this.until(() => this.ended !== null);
    return this.ended ?? NaN;
  }

  /** Waits until a message, or the end, makes this true. */
  async until(test: () => boolean): Promise<void> {
    while (!test()) await once(this.#told, "told");
  }

  /** Settles when the client has dealt with all that was sent, and what it said to it is here. */
  async settled(): Promise<void> {
    assert.equal(this.socket.readyState, this.socket.OPEN);
    const pong = once(this.socket, "pong");
    this.socket.ping();
    await pong;
  }
}

/** The gateway, on loopback; `await using` closes it. */
export class ScriptedGateway implements AsyncDisposable {
  readonly visits: Visit[] = [];
  /** Serves every connection, where that needs no test's eye. */
  serve: (visit: Visit) => void = () => {};
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #told = new EventEmitter();

  private constructor(server: Server, scheme: "ws" | "wss") {
    this.url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#server = server;
    const sockets = new Map<number | undefined, Socket>();
    server.on("connection", (socket: Socket) => sockets.set(socket.remotePort, socket));
    this.#sockets = new WebSocketServer({ server, perMessageDeflate: false });
    this.#sockets.on("connection", (socket, { url: path = "", socket: stream }) => {
      const tcp = sockets.get(stream.remotePort) ?? stream;
      const visit = new Visit({ socket, stream, tcp, path }, this.url);
      this.visits.push(visit);
      this.serve(visit);
      this.#told.emit("visit");
    });
  }

  /** @param tls - speaks TLS with this. */
  static async start(tls: Certificate | null = null): Promise<ScriptedGateway> {
    const server = tls === null ? createServer() : createTlsServer(tls);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ScriptedGateway(server, tls === null ? "ws" : "wss");
  }

  /** Waits for the connection of this number, from 0. */
  async visit(index: number): Promise<Visit> {
    for (;;) {
      const visit = this.visits[index];
      if (visit !== undefined) return visit;
      await once(this.#told, "visit");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
