// The identifies of a bot that still count, as a session store keeps them in memory. It counts in
// ages, so that a wall clock that is set makes none of them older or younger.

import { LANE_MS } from "./permit.js";
import type { Moment } from "./moment.js";
import type { PastIdentify } from "./session-store.js";

/** One identify, told at some moment. */
export interface AgedIdentify {
  readonly shard: number;
  /** How long ago it was sent at the latest, in ms. */
  readonly age: number;
  /** For how long Discord still counts it, in ms. */
  readonly left: number;
}

/** By the steady clock, in ms. */
interface Entry {
  readonly shard: number;
  readonly at: number;
  readonly until: number;
}

/** Past identifies. */
export class IdentifyLog {
  readonly #clock: () => Moment;
  /** Nothing is known of what was before, by the steady clock. */
  readonly #since: number;
  #entries: Entry[] = [];

  /** @param known - for how long all identifies are known, in ms. */
  constructor(clock: () => Moment, known: number, identifies: readonly AgedIdentify[] = []) {
    this.#clock = clock;
    const { steady } = clock();
    this.#since = steady - known;
    this.#entries = identifies.map(({ shard, age, left }) => {
      return { shard, at: steady - age, until: steady + left };
    });
  }

  /** Since when all are known, in ms since 1970; 0 for always. */
  get since(): number {
    const { wall, steady } = this.#clock();
    return Math.max(0, wall - (steady - this.#since));
  }

  add({ shard, at, until }: PastIdentify): void {
    const { wall, steady } = this.#clock();
    this.#prune(steady);
    this.#entries.push({ shard, at: at - wall + steady, until: until - wall + steady });
  }

  /** The last one of this shard was none. */
  remove(shard: number): void {
    const index = this.#entries.findLastIndex((entry) => entry.shard === shard);
    if (index !== -1) this.#entries.splice(index, 1);
  }

  /** Those that count or keep their lane. None is later than now: all of them have been sent. */
  past(): readonly PastIdentify[] {
    const { wall } = this.#clock();
    return this.aged().map(({ shard, age, left }) => {
      return { shard, at: wall - age, until: wall + left };
    });
  }

  /** The same by their ages. */
  aged(): readonly AgedIdentify[] {
    const { steady } = this.#clock();
    this.#prune(steady);
    return this.#entries.map(({ shard, at, until }) => {
      return { shard, age: Math.max(0, steady - at), left: Math.max(0, until - steady) };
    });
  }

  /** For how long all identifies are known, in ms. */
  known(): number {
    return this.#clock().steady - this.#since;
  }

  #prune(now: number): void {
    this.#entries = this.#entries.filter(({ at, until }) => until > now || at + LANE_MS > now);
  }
}
