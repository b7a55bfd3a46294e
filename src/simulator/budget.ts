// How many identifies are left, and the windows in which they may come.
// https://discord.com/developers/docs/events/gateway#session-start-limit-object

import type { Settings } from "./options.js";

/** `session_start_limit` as `GET /gateway/bot` shows it. */
export interface SessionStartLimit {
  readonly total: number;
  readonly remaining: number;
  readonly reset_after: number;
  readonly max_concurrency: number;
}

export class Budget {
  /** Whether the token was reset because the budget was overrun. */
  tokenReset = false;
  #remaining: number;
  #resetAt: number;
  readonly #lanes = new Map<number, number>();
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#remaining = settings.remaining;
    this.#resetAt = settings.now() + settings.resetAfter;
  }

  get remaining(): number {
    const { now, resetAfter, total } = this.#settings;
    if (now() >= this.#resetAt) {
      this.#remaining = total;
      this.#resetAt = now() + resetAfter;
    }
    return this.#remaining;
  }

  limit(): SessionStartLimit {
    const { total, maxConcurrency, now } = this.#settings;
    const remaining = this.remaining;
    const reset_after = Math.max(0, Math.ceil(this.#resetAt - now()));
    return { total, remaining, reset_after, max_concurrency: maxConcurrency };
  }

  spend(): void {
    this.#remaining = Math.max(0, this.remaining - 1);
  }

  /** Sets what is left. */
  set(remaining: number): void {
    this.#remaining = remaining;
  }

  /** Takes the window of the shard's lane; false when it is closed. */
  enter(shard: number): boolean {
    const { maxConcurrency, identifyWindow, now } = this.#settings;
    const lane = shard % maxConcurrency;
    const last = this.#lanes.get(lane);
    if (last !== undefined && now() - last < identifyWindow) return false;
    this.#lanes.set(lane, now());
    return true;
  }
}
