// How far a session has come. Each position is at or behind the one before: received (the shard
// knows that), taken (here), handed over, stored.

import type { Session } from "../shard/sink.js";

/** One session of a shard, and its positions. */
export class Position {
  readonly shard: number;
  readonly id: string;
  readonly url: string;
  /** The number that the thread of the shard gives this session now. */
  epoch: number;
  /** The last seq that this thread has: a new worker thread resumes behind it. */
  taken: number;
  /** The last seq that the user is done with. */
  handed: number;
  /** The last seq that a new process would resume behind, or null before the first write. */
  stored: number | null;

  constructor(shard: number, epoch: number, { id, url, seq }: Session, stored: number | null) {
    this.shard = shard;
    this.id = id;
    this.url = url;
    this.epoch = epoch;
    this.taken = seq;
    this.handed = seq;
    this.stored = stored;
  }

  /** Where a new worker thread goes on. */
  resumable(): Session {
    return { id: this.id, url: this.url, seq: this.taken };
  }
}
