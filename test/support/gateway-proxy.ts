// A gateway proxy: passes on what comes over each socket, and keeps what clients say.

import { once } from "node:events";
import { WebSocket, WebSocketServer, type RawData } from "ws";

/** One message of a client. */
export interface Said {
  readonly op: number;
  readonly d: unknown;
}

/** A proxy in front of a gateway without compression; `await using` closes it. */
export class GatewayProxy implements AsyncDisposable {
  readonly said: Said[] = [];
  /** Queries of the connections. */
  readonly queries: string[] = [];
  readonly #server: WebSocketServer;
  readonly #target: string;

  private constructor(server: WebSocketServer, target: string) {
    this.#server = server;
    this.#target = target;
    server.on("connection", (client, request) => {
      const query = (request.url ?? "").slice(1);
      this.queries.push(query);
      this.#join(client, new WebSocket(this.#target + query, { perMessageDeflate: false }));
    });
  }

  static async start(target: string): Promise<GatewayProxy> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return new GatewayProxy(server, `${target}/`);
  }

  get url(): string {
    const address = this.#server.address();
    return typeof address === "string" || address === null
      ? assertNever()
      : `ws://127.0.0.1:${address.port}`;
  }

  /** What clients said with this op. */
  op(op: number): unknown[] {
    return this.said.filter((said) => said.op === op).map(({ d }) => d);
  }

  #join(client: WebSocket, gateway: WebSocket): void {
    client.on("message", (data) => {
      const text = textOf(data);
      this.said.push(JSON.parse(text));
      gateway.send(text);
    });
    gateway.on("message", (data) => client.send(textOf(data)));
    gateway.on("close", () => client.terminate());
    client.on("close", (code) => gateway.close(code === 1006 ? 4900 : code));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
    await once(this.#server, "close");
  }
}

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString("utf8") : "";
}

function assertNever(): never {
  throw new Error("A proxy listens on a port");
}
