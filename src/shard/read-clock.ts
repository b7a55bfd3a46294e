// The time during which a socket was read: what it would have brought while it was not cannot be
// held against the other side.

/** A clock that stands still while a socket is paused. */
export class ReadClock {
  readonly #now: () => number;
  #unread = 0;
  #pausedAt: number | null = null;

  /** @param now - a monotonic clock, in ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  get isPaused(): boolean {
    return this.#pausedAt !== null;
  }

  /** In ms. */
  get time(): number {
    return (this.#pausedAt ?? this.#now()) - this.#unread;
  }

  pause(): void {
    this.#pausedAt ??= this.#now();
  }

  resume(): void {
    if (this.#pausedAt === null) return;
    this.#unread += this.#now() - this.#pausedAt;
    this.#pausedAt = null;
  }
}
