// Lets frames through at so many bytes a second: a slow network.

import type { Timers } from "./timers.js";

const TICK_MS = 20;

interface Waiting {
  readonly size: number;
  readonly send: () => void;
}

export class Throttle {
  readonly #queue: Waiting[] = [];
  readonly #timers: Timers;
  readonly #perTick: number;
  #allowance = 0;
  #ticking = false;
  #bytes = 0;

  constructor(bytesPerSecond: number, timers: Timers) {
    this.#perTick = (bytesPerSecond * TICK_MS) / 1000;
    this.#timers = timers;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  push(size: number, send: () => void): void {
    this.#queue.push({ size, send });
    this.#bytes += size;
    if (!this.#ticking) this.#tick();
  }

  #tick(): void {
    this.#allowance = Math.min(this.#allowance + this.#perTick, this.#perTick);
    while (this.#allowance > 0) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      this.#allowance -= next.size;
      this.#bytes -= next.size;
      next.send();
    }
    this.#ticking = this.#queue.length > 0;
    if (this.#ticking) this.#timers.after(TICK_MS, () => this.#tick());
  }
}
