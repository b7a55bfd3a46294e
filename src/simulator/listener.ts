// One port: HTTP and WebSocket, with or without TLS.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Lines } from "./wire.js";

/** A request for a WebSocket. */
export interface Upgrade extends Lines {
  readonly request: IncomingMessage;
  readonly head: Buffer;
}

export interface Handlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(upgrade: Upgrade): void;
}

export class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  constructor(
    handlers: Handlers,
    tls: { readonly key: string; readonly cert: string } | undefined,
  ) {
    const request = handlers.request.bind(handlers);
    this.#server = tls === undefined ? createServer(request) : createTlsServer(tls, request);
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("upgrade", (incoming: IncomingMessage, raw: Duplex, head: Buffer) =>
      handlers.upgrade({ request: incoming, raw, tcp: this.#below(incoming), head }),
    );
  }

  get port(): number {
    return this.#port;
  }

  /** @throws what `listen` does, such as an error with code EADDRINUSE. */
  async open(host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host, port, backlog: 4096 }, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    const address: AddressInfo | string | null = this.#server.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
  }

  /** Listens no more and cuts off what is left. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The TCP socket that carries the request: below TLS it is another than the request's. */
  #below(request: IncomingMessage): Socket {
    const { remotePort } = request.socket;
    for (const socket of this.#sockets) if (socket.remotePort === remotePort) return socket;
    return request.socket;
  }
}
