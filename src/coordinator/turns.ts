// Spreads work over turns of the event loop: a port gives a turn all the messages that have come,
// which is seconds of work for a user who is slow, and timers, files and sockets would wait for it.

/** What is to be done, in order: a piece of work, or something that comes behind all before it. */
type Item<T> = { readonly work: T } | { readonly call: () => void };

/** Works a piece off, and gives false where it stopped since the time was up. */
export type Work<T> = (piece: T, over: () => boolean) => boolean;

/** Works pieces off in order: at once while the turn has time left, else in the next turns. */
export class Turns<T> {
  readonly #work: Work<T>;
  #items: Item<T>[] = [];
  /** When this turn is over, by `performance.now`; null before its first piece. */
  #until: number | null = null;
  #working = false;
  readonly #turnMs: number;

  /** @param turnMs - for how long one turn may work. */
  constructor(work: Work<T>, turnMs: number) {
    this.#work = work;
    this.#turnMs = turnMs;
  }

  /** Works a piece off as soon as its turn comes. */
  add(work: T): void {
    this.#items.push({ work });
    this.#go();
  }

  /** Calls back when all pieces so far are worked off. */
  after(call: () => void): void {
    this.#items.push({ call });
    this.#go();
  }

  /** Leaves out the pieces that are not worked off, and gives them; calls behind them are made. */
  clear(): readonly T[] {
    const left = this.#items.flatMap((item) => ("work" in item ? [item.work] : []));
    this.#items = this.#items.filter((item) => "call" in item);
    this.#go();
    return left;
  }

  #go(): void {
    if (this.#working) return;
    this.#working = true;
    try {
      while (this.#next());
    } finally {
      this.#working = false;
    }
  }

  /** Whether there may be more to do in this turn. */
  #next(): boolean {
    const [item] = this.#items;
    if (item === undefined || this.#over()) return false;
    if ("work" in item && !this.#work(item.work, this.#over)) return false;
    if (item === this.#items[0]) this.#items.shift();
    if ("call" in item) item.call();
    return true;
  }

  readonly #over = (): boolean => {
    const now = performance.now();
    if (this.#until !== null) return now >= this.#until;
    this.#until = now + this.#turnMs;
    setImmediate(() => {
      this.#until = null;
      this.#go();
    });
    return false;
  };
}
