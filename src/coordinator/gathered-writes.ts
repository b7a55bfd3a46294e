// Writes everything as it stands, one write at a time: whoever asks during one, or in the same
// turn as others, shares the next.

/** The next write, and who waits for it. */
class Next {
  resolve: () => void = ignore;
  reject: (error: unknown) => void = ignore;
  readonly done: Promise<void> = new Promise((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** Stands in until the promise is made. */
function ignore(): void {}

/** Calls one function, never twice at a time. */
export class GatheredWrites {
  readonly #write: () => Promise<void>;
  #next: Next | null = null;
  #writing = false;

  constructor(write: () => Promise<void>) {
    this.#write = write;
  }

  /** Settles as a write does that has yet to begin. */
  write(): Promise<void> {
    if (this.#next === null) {
      this.#next = new Next();
      queueMicrotask(() => this.#begin());
    }
    return this.#next.done;
  }

  #begin(): void {
    const next = this.#next;
    if (this.#writing || next === null) return;
    this.#next = null;
    this.#writing = true;
    void this.#write()
      .then(next.resolve, next.reject)
      .finally(() => {
        this.#writing = false;
        this.#begin();
      });
  }
}
