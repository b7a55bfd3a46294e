// Runs what the user brought into a worker thread: a call that keeps the thread waiting is told of,
// since the heartbeats of its shards wait as well.

import { GatewayError } from "../discord/gateway-error.js";

/** A call may take so long without a word, in ms. */
const SLOW_MS = 1_000;

/** Watches the calls of one thread. */
export class UserCode {
  readonly #thread: number;
  readonly #slow: (error: GatewayError) => void;
  readonly #now: () => number;

  /**
   * @param slow - is told of a call that took long, when it has returned.
   * @param now - a steady clock, in ms.
   */
  constructor(thread: number, slow: (error: GatewayError) => void, now: () => number) {
    this.#thread = thread;
    this.#slow = slow;
    this.#now = now;
  }

  /** Now, for `returned`. */
  begin(): number {
    return this.#now();
  }

  /** A call that began then has returned, or thrown. @param shard - where it was for one. */
  returned(began: number, what: () => string, shard?: number): void {
    const took = this.#now() - began;
    if (took < SLOW_MS) return;
    const thread = this.#thread;
    const message =
      `A handler kept thread ${thread} for ${(took / 1_000).toFixed(1)} s with ${what()}; ` +
      "the heartbeats of its shards had to wait";
    const detail = shard === undefined ? { thread } : { thread, shard };
    this.#slow(new GatewayError("HANDLER_SLOW", message, detail));
  }
}
