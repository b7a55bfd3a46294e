// A network whose ways take a different time for each packet: a TCP proxy that keeps the order of
// the bytes of a connection, as TCP does, and nothing else.

import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A proxy that delays; `await using` closes it. */
export class Jitter implements AsyncDisposable {
  readonly #server: Server;
  readonly #maxMs: number;
  readonly #sockets = new Set<Socket>();
  #target: URL | null = null;

  private constructor(maxMs: number) {
    this.#maxMs = maxMs;
    this.#server = createServer((client) => this.#join(client));
  }

  /** @param maxMs - each packet takes a random time up to this. */
  static async start(maxMs: number): Promise<Jitter> {
    const jitter = new Jitter(maxMs);
    jitter.#server.listen(0, "127.0.0.1");
    await once(jitter.#server, "listening");
    return jitter;
  }

  /** The URL that leads to this one through the proxy, which stands before the first host only. */
  through(url: string): string {
    this.#target ??= new URL(url);
    const { port } = this.#server.address() as AddressInfo;
    return url.replace(this.#target.host, `127.0.0.1:${port}`);
  }

  #join(client: Socket): void {
    const server = connect(Number(this.#target?.port), this.#target?.hostname);
    this.#delay(client, server);
    this.#delay(server, client);
  }

  #delay(from: Socket, to: Socket): void {
    const waiting: (() => void)[] = [];
    let last = 0;
    /** What comes later arrives no earlier. */
    const later = (act: () => void): void => {
      const now = performance.now();
      last = Math.max(last, now + Math.random() * this.#maxMs);
      waiting.push(act);
      setTimeout(() => waiting.shift()?.(), last - now);
    };
    this.#sockets.add(from.setNoDelay(true));
    from.on("data", (chunk) => later(() => to.write(chunk)));
    from.on("end", () => later(() => to.end()));
    from.on("error", () => to.destroy());
    from.on("close", () => this.#sockets.delete(from));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
