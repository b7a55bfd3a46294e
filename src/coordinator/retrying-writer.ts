// Writes what is given to it to a place that may fail: one write at a time, and what failed again,
// with backoff. What comes during a write or a wait is gathered for the next.

/** The wait after a failed write, in ms; doubled up to the last one. */
const RETRY_MS = { first: 1_000, last: 30_000 } as const;

/** Writes items, and gives back those that it could not write. Never rejects. */
export type Write<T> = (items: readonly T[]) => Promise<readonly T[]>;

/** A line to one place. */
export class RetryingWriter<T> {
  readonly #write: Write<T>;
  readonly #waiting = new Set<T>();
  #working: Promise<void> | null = null;
  #flushed = false;
  #wake: () => void = () => undefined;

  constructor(write: Write<T>) {
    this.#write = write;
  }

  /** Writes an item as it stands when its turn comes. */
  add(item: T): void {
    this.#waiting.add(item);
    this.#working ??= this.#work();
  }

  /** Tries what failed once more, and from now on no more. Gives whether all is written. */
  async flush(): Promise<boolean> {
    this.#flushed = true;
    this.#wake();
    await this.#working;
    return this.#waiting.size === 0;
  }

  async #work(): Promise<void> {
    for (let wait: number = RETRY_MS.first; this.#waiting.size > 0;) {
      const items = [...this.#waiting];
      this.#waiting.clear();
      const failed = await this.#write(items);
      for (const item of failed) this.#waiting.add(item);
      if (failed.length > 0 && this.#flushed) break;
      if (failed.length > 0) await this.#pause(wait);
      wait = failed.length > 0 ? Math.min(2 * wait, RETRY_MS.last) : RETRY_MS.first;
    }
    this.#working = null;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
