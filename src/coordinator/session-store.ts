// What a start needs to know of the one before: the seam between the coordinator and whatever
// keeps sessions.

import type { Session } from "../shard/sink.js";

/** A session as it is stored: all that a later process needs to resume it. */
export interface StoredSession extends Session {
  readonly shard: number;
  /** The total that it was identified with. */
  readonly total: number;
}

/** What sessions belong to; those of another bot, total or intents are of no use. */
export interface StoreKey {
  /** SHA-256 of the token, in hex. */
  readonly bot: string;
  readonly total: number;
  readonly intents: number;
}

/**
 * Keeps sessions. Each write settles when a process that starts anew would find it; a heartbeat
 * acknowledges to Discord no more than that.
 */
export interface SessionStore {
  /** The sessions stored under this key. It comes first: what is written later is under it too. */
  load(key: StoreKey): Promise<readonly StoredSession[]>;
  /** A new session; it takes the place of the shard's last one. */
  put(session: StoredSession): Promise<void>;
  /** A session has ended and must not be resumed. */
  end(shard: number): Promise<void>;
  /** How far shards are, as `[shard, seq]`: what came up to there is handed over. */
  seqs(positions: readonly (readonly [shard: number, seq: number])[]): Promise<void>;
  /** Settles when everything that was given before is stored. */
  flush(): Promise<void>;
}
