// One TCP connection through the proxy: bytes both ways, and what the network does to them.

import type { Socket } from "node:net";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import type { Sniffer } from "./sniffer.js";

/** What can be done to a connection that stands. Sizes are in bytes, times in ms. */
export type LineFault =
  | { readonly kind: "delay"; readonly ms: number; readonly forMs: number } // each chunk, both ways
  | { readonly kind: "stall"; readonly forMs: number } // nothing passes, then all of it
  | { readonly kind: "trickle"; readonly bytesPerSecond: number; readonly forMs: number }
  | { readonly kind: "split"; readonly size: number; readonly forMs: number } // into small writes
  | { readonly kind: "cut"; readonly after: number } // FIN after so many more bytes to the bot
  | { readonly kind: "cutReset"; readonly after: number } // RST instead
  | { readonly kind: "deadLine" }; // both ends stay open and nothing passes any more

/** How long the server's end of a dead connection stays open when the bot has left it, in ms. */
const GHOST_MS = 15_000;

export class Line {
  readonly #bot: Socket;
  readonly #server: Socket;
  readonly #over = new AbortController();
  readonly #sniffer: Sniffer;
  #fault: LineFault | null = null;
  #until = 0;
  #toBot = 0;

  /** Both are connected, or will be. */
  constructor(bot: Socket, server: Socket, sniffer: Sniffer, closed: () => void) {
    this.#bot = bot;
    this.#server = server;
    this.#sniffer = sniffer;
    let open = 2;
    for (const socket of [bot, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => this.#ended(socket));
      socket.once("close", () => {
        this.#ended(socket);
        if (--open === 0) closed();
      });
    }
    void this.#pump(bot, server);
    void this.#pump(server, bot);
  }

  /** Whose connection it is; null before it has identified or resumed. */
  get shard(): number | null {
    return this.#sniffer.shard;
  }

  strike(fault: LineFault): void {
    if (this.#fault?.kind === "deadLine") return;
    this.#fault = fault;
    this.#until = performance.now() + ("forMs" in fault ? fault.forMs : Infinity);
    this.#toBot = 0;
  }

  /** The network is well again; what is dead stays dead. */
  clear(): void {
    if (this.#fault?.kind !== "deadLine") this.#fault = null;
  }

  destroy(): void {
    this.#over.abort();
    this.#bot.destroy();
    this.#server.destroy();
  }

  get #weather(): LineFault | null {
    if (performance.now() > this.#until) this.#fault = null;
    return this.#fault;
  }

  async #pump(from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from) {
        const bytes = chunk as Buffer; // without an encoding a socket gives nothing else
        if (from === this.#bot) this.#sniffer.sniff(bytes);
        await this.#pass(bytes, to);
      }
      if (this.#weather?.kind === "deadLine") this.#ended(from);
      else to.end();
    } catch {
      this.#ended(from); // a reset, or the end of waiting: the other end learns of it here
    }
  }

  async #pass(bytes: Buffer, to: Socket): Promise<void> {
    const fault = this.#weather;
    switch (fault?.kind) {
      case "deadLine":
        return;
      case "stall":
        await this.#sleep(this.#until - performance.now());
        return this.#write(bytes, to);
      case "delay":
        await this.#sleep(fault.ms);
        return this.#write(bytes, to);
      case "split":
        return this.#pieces(bytes, to, fault.size, () => turn());
      case "trickle": {
        const size = Math.max(1, Math.ceil(fault.bytesPerSecond / 50));
        return this.#pieces(bytes, to, size, () => this.#sleep(20));
      }
      case "cut":
      case "cutReset":
        return this.#cut(bytes, to, fault);
      default:
        return this.#write(bytes, to);
    }
  }

  async #write(bytes: Buffer, to: Socket): Promise<void> {
    if (to.write(bytes)) return;
    await new Promise<void>((resolve, reject) => {
      to.once("drain", resolve);
      to.once("close", () => reject(new Error("the other end is gone")));
    });
  }

  /** Goes over to one write when the fault ends meanwhile. */
  async #pieces(bytes: Buffer, to: Socket, size: number, gap: () => Promise<void>): Promise<void> {
    const fault = this.#fault;
    let at = 0;
    for (; at < bytes.length && this.#weather === fault; at += size) {
      await this.#write(bytes.subarray(at, at + size), to);
      await gap();
    }
    if (at < bytes.length) await this.#pass(bytes.subarray(at), to);
  }

  async #cut(bytes: Buffer, to: Socket, { kind, after }: LineFault & { after: number }) {
    if (to !== this.#bot || this.#toBot + bytes.length < after) {
      if (to === this.#bot) this.#toBot += bytes.length;
      return this.#write(bytes, to);
    }
    await this.#write(bytes.subarray(0, after - this.#toBot), to);
    if (kind === "cut") {
      this.#bot.end();
      this.#server.end();
    } else {
      this.#bot.resetAndDestroy();
      this.#server.resetAndDestroy();
    }
  }

  async #sleep(ms: number): Promise<void> {
    await sleep(Math.max(0, ms), undefined, { signal: this.#over.signal });
  }

  /** One end is gone: so is the other, unless nothing passes here, not even an end. */
  #ended(socket: Socket): void {
    if (this.#fault?.kind !== "deadLine") return this.destroy();
    socket.destroy();
    if (socket === this.#bot) setTimeout(() => this.destroy(), GHOST_MS).unref();
  }
}
