// How far each shard is since the last batch, in the form in which it crosses.

import type { Marks } from "./messages.js";

/** Collects marks, of which the highest of a shard's session counts. */
export class MarkList {
  readonly #places = new Map<number, number>();
  readonly #triples: number[] = [];

  get empty(): boolean {
    return this.#triples.length === 0;
  }

  /** Moves the mark of a shard forward. */
  move(shard: number, epoch: number, seq: number): void {
    const at = this.#places.get(shard);
    if (at === undefined || this.#triples[at + 1] !== epoch) {
      this.#places.set(shard, this.#triples.length);
      this.#triples.push(shard, epoch, seq);
    } else if (seq > (this.#triples[at + 2] ?? 0)) {
      this.#triples[at + 2] = seq;
    }
  }

  /** The marks so far; the list is empty afterwards. */
  take(): Marks {
    const marks = Float64Array.from(this.#triples);
    this.#triples.length = 0;
    this.#places.clear();
    return marks;
  }
}
