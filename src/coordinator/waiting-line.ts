// The shards that wait for a turn to identify, and who of a lane comes next.

/** A shard that waits. */
export interface Waiter {
  readonly shard: number;
}

/** A line in which the lowest shard of each lane stands in front. */
export class WaitingLine<T extends Waiter> {
  /** Ascending by shard; those of one shard in the order in which they came. */
  readonly #waiters: T[] = [];
  /** Shards that stand behind the others of their lane for one turn. */
  readonly #polite = new Set<number>();

  get length(): number {
    return this.#waiters.length;
  }

  add(waiter: T): void {
    const before = this.#waiters.findLastIndex(({ shard }) => shard <= waiter.shard);
    this.#waiters.splice(before + 1, 0, waiter);
  }

  remove(waiter: T): void {
    const index = this.#waiters.indexOf(waiter);
    if (index !== -1) {
      this.#waiters.splice(index, 1);
    }
  }

  /** The shard lets the next other one of its lane go first. */
  yield(shard: number): void {
    this.#polite.add(shard);
  }

  /** Who is next in each lane that somebody waits in, by the lane's number. */
  firsts(lanes: number): ReadonlyMap<number, T> {
    const firsts = new Map<number, T>();
    for (const waiter of this.#waiters) {
      const first = firsts.get(waiter.shard % lanes);
      const goesFirst = this.#polite.has(first?.shard ?? -1) && !this.#polite.has(waiter.shard);
      if (first === undefined || goesFirst) {
        firsts.set(waiter.shard % lanes, waiter);
      }
    }
    return firsts;
  }

  /** It is this one's turn: it leaves the line, and who let it go first has done so. */
  serve(waiter: T, lanes: number): void {
    this.remove(waiter);
    for (const shard of this.#polite) {
      if (shard % lanes === waiter.shard % lanes) {
        this.#polite.delete(shard);
      }
    }
  }
}
