// A clock that stands still until a test ticks it, and tells of every timer that is set.

import assert from "node:assert/strict";
import { EventEmitter, on } from "node:events";
import type { Clock } from "../../src/discord/gateway-bot.js";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock by hand. */
export class ManualClock implements Clock {
  readonly #pending = new Set<Timer>();
  readonly #events = new EventEmitter();
  readonly #set = on(this.#events, "set");
  #ms = 0;

  /** How many timers are pending. */
  get timers(): number {
    return this.#pending.size;
  }

  now(): number {
    return this.#ms;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#ms + ms, callback };
    this.#pending.add(timer);
    this.#events.emit("set", ms);
    return () => void this.#pending.delete(timer);
  }

  /** Waits for the next timer that nobody has asked for yet, and gives its ms. */
  async nextTimer(): Promise<number> {
    const { value } = await this.#set.next();
    const [ms]: unknown[] = value;
    assert.ok(typeof ms === "number");
    return ms;
  }

  tick(ms: number): void {
    this.#ms += ms;
    for (const timer of [...this.#pending].toSorted((a, b) => a.at - b.at)) {
      if (timer.at <= this.#ms && this.#pending.delete(timer)) {
        timer.callback();
      }
    }
  }
}
