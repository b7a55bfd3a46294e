// Whole batches for whoever wants bytes and not events: the command line.

import type { BatchCursor } from "../transport/batch.js";

/** A batch that the coordinator has taken. */
export interface TakenBatch {
  /** The records: payloads one behind the other, then what a cursor reads. */
  readonly bytes: Buffer;
  /** How many records. */
  readonly count: number;
  /** Walks its records from the start. */
  cursor(): BatchCursor;
  /** The id of the session that a shard's records in it belong to. */
  session(shard: number): string;
}

/** Takes batches in order, in place of listeners and iterators. */
export interface BatchSink {
  /** @param done - to be called once, when the batch counts as handed over. */
  take(batch: TakenBatch, done: () => void): void;
  /** Whether it can take nothing any more; a drain then hands nothing over. */
  readonly broken: boolean;
}
