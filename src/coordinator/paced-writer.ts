// When a file is written: one write at a time, at once where that matters, else so often at most;
// whatever comes during a write goes with the next one.

/** The next write, and who waits for it. */
class Next {
  urgent = false;
  resolve: () => void = ignore;
  reject: (error: unknown) => void = ignore;
  readonly done: Promise<void> = new Promise((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** Stands in until the promise is made. */
function ignore(): void {}

/** Calls one function, which writes everything as it stands. */
export class PacedWriter {
  readonly #write: () => Promise<void>;
  readonly #everyMs: number;
  readonly #now: () => number;
  #next: Next | null = null;
  #writing = false;
  #begunAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  /** @param now - a steady clock, in ms. */
  constructor(write: () => Promise<void>, everyMs: number, now: () => number) {
    this.#write = write;
    this.#everyMs = everyMs;
    this.#now = now;
  }

  /** Settles as a write does that begins as soon as it can. */
  now(): Promise<void> {
    this.#next ??= new Next();
    const { done } = this.#next;
    if (!this.#next.urgent) {
      this.#next.urgent = true;
      queueMicrotask(() => this.#begin()); // together with what comes in the same turn
    }
    return done;
  }

  /** Settles as a write does that begins within the set time. */
  soon(): Promise<void> {
    this.#next ??= new Next();
    this.#arm();
    return this.#next.done;
  }

  #arm(): void {
    if (this.#writing || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#begunAt + this.#everyMs - this.#now());
    this.#timer = setTimeout(() => this.#begin(), wait);
  }

  #begin(): void {
    const next = this.#next;
    if (this.#writing || next === null) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = null;
    this.#writing = true;
    this.#begunAt = this.#now();
    void this.#write()
      .then(next.resolve, next.reject)
      .finally(() => this.#ended());
  }

  #ended(): void {
    this.#writing = false;
    if (this.#next === null) return;
    if (this.#next.urgent) this.#begin();
    else this.#arm();
  }
}
