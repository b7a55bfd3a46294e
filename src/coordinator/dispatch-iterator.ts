// An async iterator over dispatches: asking for the next one says that the last one is done with.

import type { Dispatch } from "../transport/dispatch.js";

/** Where an iterator takes from. */
export interface IteratorSource {
  /** The dispatch at this index, or what stands there instead. */
  at(index: number): Dispatch | "gap" | "not yet";
  /** `done` of an iterator has moved. */
  moved(): void;
  /** The iterator is closed. */
  left(iterator: DispatchIterator): void;
}

type Result = IteratorResult<Dispatch, undefined>;

/** One iteration, open from its making. */
export class DispatchIterator implements AsyncIterableIterator<Dispatch, undefined> {
  readonly #source: IteratorSource;
  readonly #asked: ((result: Result) => void)[] = [];
  #next: number;
  #state: "idle" | "holding" | "closed" = "idle";

  constructor(source: IteratorSource, start: number) {
    this.#source = source;
    this.#next = start;
  }

  /** What lies below this index is done with, as far as this iterator goes. */
  get done(): number {
    return this.#state === "holding" ? this.#next - 1 : this.#next;
  }

  next(): Promise<Result> {
    if (this.#state === "closed") return Promise.resolve({ done: true, value: undefined });
    this.#state = "idle";
    const result = new Promise<Result>((resolve) => this.#asked.push(resolve));
    this.pull();
    this.#source.moved();
    return result;
  }

  /** Leaving the loop frees the dispatch in hand. */
  return(): Promise<Result> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    for (const resolve of this.#asked.splice(0)) resolve({ done: true, value: undefined });
    this.#source.left(this);
  }

  /** Gives what is there to whoever asked. What is no dispatch is done with without being asked. */
  pull(): void {
    while (this.#state === "idle") {
      const value = this.#source.at(this.#next);
      if (value === "not yet" || (value !== "gap" && this.#asked.length === 0)) return;
      this.#next++;
      if (value === "gap") continue;
      this.#asked.shift()?.({ done: false, value });
      if (this.#asked.length === 0) this.#state = "holding";
    }
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
