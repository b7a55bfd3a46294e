// A batch in the coordinator's hands: until the user is done with it, its bytes count against its
// thread's allowance.

import type { Batch, BatchCursor } from "../transport/batch.js";
import type { TakenBatch } from "./batch-sink.js";
import type { Position } from "./position.js";

/** How far a batch brings one session. */
export interface Reach {
  readonly position: Position;
  readonly seq: number;
}

/** The sessions of a thread's shards at one moment, by shard. */
export type Positions = ReadonlyMap<number, Position>;

/** One batch of one thread. */
export class Taken implements TakenBatch {
  /** The number of its thread. */
  readonly thread: number;
  /** The positions that it moves, filtered dispatches included. */
  readonly reaches: readonly Reach[];
  readonly #batch: Batch;
  readonly #positions: Positions;

  constructor(thread: number, batch: Batch, positions: Positions) {
    this.thread = thread;
    this.reaches = reaches(batch, positions);
    this.#batch = batch;
    this.#positions = positions;
  }

  /** The memory that it holds, in bytes. */
  get weight(): number {
    return this.#batch.weight;
  }

  /** When the first of its dispatches was received, by `hrtime`, in ms. */
  get at(): number {
    return this.#batch.at;
  }

  get bytes(): Buffer {
    return this.#batch.bytes;
  }

  get count(): number {
    return this.#batch.count;
  }

  cursor(): BatchCursor {
    return this.#batch.cursor();
  }

  session(shard: number): string {
    return this.position(shard)?.id ?? "";
  }

  position(shard: number): Position | undefined {
    return this.#positions.get(shard);
  }

  /** Its buffer for another use, or null where there is none or a dispatch may still be read. */
  reclaim(): ArrayBuffer | null {
    return this.#batch.reclaim();
  }
}

function reaches({ marks }: Batch, positions: Positions): Reach[] {
  const found: Reach[] = [];
  for (let at = 0; at + 2 < marks.length; at += 3) {
    const [shard = 0, epoch = 0, seq = 0] = marks.subarray(at, at + 3);
    const position = positions.get(shard);
    if (position?.epoch === epoch) found.push({ position, seq });
  }
  return found;
}
