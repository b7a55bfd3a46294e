// Counts what a client hands to its listener, and looks at the clock and at what was used when the
// first and the last of what is expected have come.

import { clock } from "./clock.js";
import type { Pace } from "./playing.js";
import { percentile } from "./figures.js";
import { usage, type Usage } from "./usage.js";

/** What is expected next. */
export interface Expected {
  /** Dispatches, over all shards. */
  readonly count: number;
  /** Where each of them was due at a time: how late they come is noted. */
  readonly due: (Pace & { readonly firstSeq: number }) | null;
}

/** How late dispatches came, in ms, by the share that was not later. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** What came. */
export interface Counted {
  /** When the first of them came, and when the last; null where not all came. */
  readonly first: Usage | null;
  readonly last: Usage | null;
  readonly count: number;
  readonly latencies: Latencies | null;
}

/** READY is number 1 of every session. */
const READY_SEQ = 1;

export class Tally {
  readonly #shards: number;
  #ready = 0;
  #isReady: () => void = () => undefined;
  #expected: Expected = { count: 0, due: null };
  #count = 0;
  /** The count at which there is something to do. */
  #next = Infinity;
  #first: Usage | null = null;
  #last: Usage | null = null;
  #late: Float64Array = new Float64Array(0);
  #finish: () => void = () => undefined;
  #finished: Promise<void> = Promise.resolve();
  /** What was read last: that it is kept is what makes reading it necessary. */
  data: unknown = null;

  constructor(shards: number) {
    this.#shards = shards;
  }

  /** Settles when every shard has had its READY. */
  ready(): Promise<void> {
    return new Promise((resolve) => (this.#isReady = resolve));
  }

  /** One dispatch. */
  seen(shard: number, seq: number, data: unknown): void {
    this.data = data;
    if (seq === READY_SEQ) {
      if (++this.#ready === this.#shards) this.#isReady();
      return;
    }
    const { due } = this.#expected;
    if (due !== null && this.#count < this.#late.length) {
      const number = (seq - due.firstSeq) * this.#shards + shard;
      this.#late[this.#count] = clock() - due.at - (number * 1_000) / due.rate;
    }
    if (++this.#count === this.#next) this.#mark();
  }

  expect(expected: Expected): void {
    this.#expected = expected;
    this.#count = 0;
    this.#next = 1;
    this.#first = null;
    this.#last = null;
    this.#late = new Float64Array(expected.due === null ? 0 : expected.count);
    this.#finished = new Promise((resolve) => (this.#finish = resolve));
  }

  /** Waits until all that is expected has come, but no longer than so many ms. */
  async counted(patience: number): Promise<Counted> {
    const timer = setTimeout(() => this.#finish(), patience);
    await this.#finished;
    clearTimeout(timer);
    const latencies = this.#last === null || this.#late.length === 0 ? null : this.#latencies();
    return { first: this.#first, last: this.#last, count: this.#count, latencies };
  }

  #mark(): void {
    const now = usage();
    this.#first ??= now;
    this.#next = this.#expected.count;
    if (this.#count < this.#next) return;
    this.#last = now;
    this.#next = Infinity;
    this.#finish();
  }

  #latencies(): Latencies {
    const sorted = this.#late.toSorted();
    return {
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      p999: percentile(sorted, 0.999),
    };
  }
}
