// Counts what a demo is to show that there is none of: seqs of a session that were passed over.

import type { TakenBatch } from "../coordinator/batch-sink.js";
import type { EventOutput } from "./event-output.js";

/** Counts on the way to an output. */
export class GapCount implements EventOutput {
  readonly #output: EventOutput;
  readonly #filtered: boolean;
  /** The last seq of each session. */
  readonly #seqs = new Map<string, number>();
  #lost = 0;

  /** @param filtered - whether events are left out on purpose, so that no gap is a loss. */
  constructor(output: EventOutput, filtered: boolean) {
    this.#output = output;
    this.#filtered = filtered;
  }

  /** How many seqs were passed over. */
  get lost(): number {
    return this.#lost;
  }

  get count(): number {
    return this.#output.count;
  }

  get broken(): boolean {
    return this.#output.broken;
  }

  take(batch: TakenBatch, done: () => void): void {
    if (!this.#filtered) this.#check(batch);
    this.#output.take(batch, done);
  }

  #check(batch: TakenBatch): void {
    const cursor = batch.cursor();
    while (cursor.next()) {
      const session = batch.session(cursor.shard);
      const last = this.#seqs.get(session) ?? 0;
      this.#lost += Math.max(0, cursor.seq - last - 1);
      this.#seqs.set(session, Math.max(last, cursor.seq));
    }
  }
}
