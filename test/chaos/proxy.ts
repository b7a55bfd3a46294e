// A TCP proxy before the simulator's listeners, so that the network can fail as well: each
// connection is a line that faults can strike, and new connections can be refused or swallowed.

import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Line, type LineFault } from "./line.js";
import { Sniffer } from "./sniffer.js";

/** What can be done to connections that come. */
export type DoorFault =
  | { readonly kind: "refuseAll"; readonly forMs: number } // reset as soon as they are there
  | { readonly kind: "swallowAll"; readonly forMs: number }; // accepted, and no byte passes

export type NetworkFault = LineFault | DoorFault;

export class Proxy {
  readonly #servers: Server[];
  readonly #targets = new Map<Server, URL>();
  readonly #lines = new Set<Line>();
  readonly #held = new Set<Socket>();
  readonly #shardOf: (session: string) => number | null;
  #door: DoorFault | null = null;
  #doorUntil = 0;

  private constructor(count: number, shardOf: (session: string) => number | null) {
    this.#shardOf = shardOf;
    this.#servers = Array.from({ length: count }, () => {
      const server: Server = createServer({ allowHalfOpen: true }, (bot) => {
        this.#take(server, bot);
      });
      return server;
    });
  }

  /**
   * Opens so many listeners, which do not know yet what they stand before.
   *
   * @param shardOf - whose session this is, so far as is known.
   */
  static async open(count: number, shardOf: (session: string) => number | null): Promise<Proxy> {
    const proxy = new Proxy(count, shardOf);
    for (const server of proxy.#servers) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
    return proxy;
  }

  /** The URL that leads to this one through the proxy: `http:` and `ws:` of a host are one. */
  through(url: string): string {
    const target = new URL(url);
    const server =
      this.#servers.find((one) => this.#targets.get(one)?.host === target.host) ??
      this.#servers.find((one) => !this.#targets.has(one));
    if (server === undefined) throw new RangeError(`no listener left for ${url}`);
    this.#targets.set(server, target);
    const { port } = server.address() as AddressInfo;
    return url.replace(target.host, `127.0.0.1:${port}`);
  }

  /**
   * Strikes the connections of these shards.
   *
   * @returns how many it hit.
   */
  strike(fault: NetworkFault, shards: readonly number[]): number {
    if (fault.kind === "refuseAll" || fault.kind === "swallowAll") {
      this.#door = fault;
      this.#doorUntil = performance.now() + fault.forMs;
      return 0;
    }
    const hit = [...this.#lines].filter(({ shard }) => shard !== null && shards.includes(shard));
    for (const line of hit) line.strike(fault);
    return hit.length;
  }

  /** The network is well again. */
  clear(): void {
    this.#door = null;
    for (const line of this.#lines) line.clear();
    for (const socket of this.#held) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    this.clear();
    for (const line of this.#lines) line.destroy();
    await Promise.all(this.#servers.map((server) => once(server.close(), "close")));
  }

  #take(server: Server, bot: Socket): void {
    bot.on("error", () => bot.destroy());
    const { port, hostname } = this.#targets.get(server) ?? {};
    if (performance.now() > this.#doorUntil) this.#door = null;
    if (this.#door?.kind === "refuseAll") return void bot.resetAndDestroy();
    if (this.#door?.kind === "swallowAll" || port === undefined) return this.#hold(bot);
    const upstream = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    const line = new Line(bot, upstream, new Sniffer(this.#shardOf), () =>
      this.#lines.delete(line),
    );
    this.#lines.add(line);
  }

  #hold(bot: Socket): void {
    this.#held.add(bot.resume());
    bot.once("end", () => bot.end());
    bot.once("close", () => this.#held.delete(bot));
  }
}
