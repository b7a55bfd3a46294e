// Writes what is given to it to a place that may fail: one write at a time, and what failed again,
// with backoff. What comes during a write or a wait is gathered for the next.

import { Pause } from "./pause.js";

/** The wait after a failed write, in ms; doubled up to the last one. */
const RETRY_MS = { first: 1_000, last: 30_000 } as const;

/** Writes items, and gives back those that it could not write. Never rejects. */
export type Write<T> = (items: readonly T[]) => Promise<readonly T[]>;

/** A line to one place. */
export class RetryingWriter<T> {
  readonly #write: Write<T>;
  readonly #everyMs: number;
  readonly #waiting = new Set<T>();
  #working: Promise<void> | null = null;
  #flushed = false;
  /** Until it is over no write begins. */
  #pause: Pause | null = null;

  /** @param everyMs - how far apart writes begin at least. */
  constructor(write: Write<T>, everyMs = 0) {
    this.#write = write;
    this.#everyMs = everyMs;
  }

  /** Writes an item as it stands when its turn comes. */
  add(item: T): void {
    this.#waiting.add(item);
    this.#working ??= this.#work();
  }

  /** Tries what failed once more, and from now on no more. Gives whether all is written. */
  async flush(): Promise<boolean> {
    this.#flushed = true;
    this.#pause?.end();
    await this.#working;
    return this.#waiting.size === 0;
  }

  async #work(): Promise<void> {
    for (let retry: number = RETRY_MS.first; this.#waiting.size > 0;) {
      if (this.#pause !== null) await this.#pause.over;
      const items = [...this.#waiting];
      this.#waiting.clear();
      this.#rest(this.#everyMs);
      const failed = await this.#write(items);
      for (const item of failed) this.#waiting.add(item);
      if (failed.length > 0 && this.#flushed) break;
      if (failed.length > 0) this.#rest(Math.max(retry, this.#everyMs));
      retry = failed.length > 0 ? Math.min(2 * retry, RETRY_MS.last) : RETRY_MS.first;
    }
    this.#working = null;
  }

  #rest(ms: number): void {
    this.#pause?.end();
    this.#pause = ms > 0 && !this.#flushed ? new Pause(ms) : null;
  }
}
