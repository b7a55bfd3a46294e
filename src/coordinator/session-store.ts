// What a start needs to know of the one before: the seam between the coordinator and whatever
// keeps it.

import type { Session } from "../shard/sink.js";

/** A session as it is stored: all that a later process needs to resume it. */
export interface StoredSession extends Session {
  readonly shard: number;
  /** The total that it was identified with. */
  readonly total: number;
}

/** What is stored belongs to a bot; sessions besides to a total and to intents. */
export interface StoreKey {
  /** SHA-256 of the token, in hex. */
  readonly bot: string;
  /** The bot's number of shards, or null for that of the sessions that are stored. */
  readonly total: number | null;
  readonly intents: number;
}

/** An identify that was sent, or may have been. Times are in ms since 1970. */
export interface PastIdentify {
  readonly shard: number;
  /** The last moment at which it can have been sent. */
  readonly at: number;
  /** When Discord counts it no more, as far as that was known. */
  readonly until: number;
}

/** All that is stored under a key. */
export interface Stored {
  readonly sessions: readonly StoredSession[];
  /** Identifies of this bot, whatever total and intents they had, that still count. */
  readonly identifies: readonly PastIdentify[];
  /** Identifies before this moment are not known, in ms since 1970; 0 where all are. */
  readonly since: number;
  /** What was found and is not used, why, and where it is now, as a sentence; else null. */
  readonly rejected: string | null;
}

/**
 * Keeps sessions, and what was spent of the identify budget, for one coordinator at a time. Each
 * write settles when a process that starts anew would find it; a heartbeat acknowledges to Discord
 * no more than that. What rejects is given again, but for identifies: those count in memory at
 * least.
 */
export interface SessionStore {
  /** How far apart writes of seqs should be at least, in ms: `seqs` is called no more often. */
  readonly seqsEvery?: number;
  /**
   * What is stored under this key; what is not under it is given up. It comes first, once or more
   * often, and what is written later is under the last key.
   *
   * @throws GatewayError STORE_LOCKED where another process writes here.
   */
  load(key: StoreKey): Promise<Stored>;
  /** A new session; it takes the place of the shard's last one. */
  put(session: StoredSession): Promise<void>;
  /** A session has ended and must not be resumed. */
  end(shard: number): Promise<void>;
  /** How far shards are, as `[shard, seq]`: what came up to there is handed over. */
  seqs(positions: readonly (readonly [shard: number, seq: number])[]): Promise<void>;
  /** An identify is about to be sent. A store may forget it at its `until`. */
  identify(identify: PastIdentify): Promise<void>;
  /** The shard's last identify was not sent after all. */
  unused(shard: number): Promise<void>;
  /** Settles when everything that was given before is stored. */
  flush(): Promise<void>;
  /** Gives up what is held, such as a lock; what is not flushed may be lost. */
  close(): Promise<void>;
}
