// A clock that stands still while a socket is not read: what is not read cannot be late.

/** Counts the time in which a socket is read, in ms. */
export class ReadClock {
  readonly #now: () => number;
  #before = 0;
  /** Since when it runs, or null while it stands. */
  #since: number | null;

  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  /** The time read so far, in ms. */
  read(): number {
    return this.#before + (this.#since === null ? 0 : this.#now() - this.#since);
  }

  pause(): void {
    this.#before = this.read();
    this.#since = null;
  }

  resume(): void {
    this.#since ??= this.#now();
  }
}
