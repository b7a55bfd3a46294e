// Sessions for as long as the process lives.

import type { SessionStore, StoredSession, StoreKey } from "./session-store.js";

/**
 * Keeps sessions in memory, where every write is stored at once. A new process starts with none;
 * a later coordinator in the same process that is given the same store resumes what the one
 * before left, and a key other than the last one empties it.
 */
export class MemorySessions implements SessionStore {
  readonly #sessions = new Map<number, StoredSession>();
  #key = "";

  load({ bot, total, intents }: StoreKey): Promise<readonly StoredSession[]> {
    const key = `${bot}/${total}/${intents}`;
    if (key !== this.#key) {
      this.#sessions.clear();
      this.#key = key;
    }
    return Promise.resolve([...this.#sessions.values()]);
  }

  put(session: StoredSession): Promise<void> {
    this.#sessions.set(session.shard, { ...session });
    return Promise.resolve();
  }

  end(shard: number): Promise<void> {
    this.#sessions.delete(shard);
    return Promise.resolve();
  }

  seqs(positions: readonly (readonly [shard: number, seq: number])[]): Promise<void> {
    for (const [shard, seq] of positions) {
      const session = this.#sessions.get(shard);
      if (session !== undefined) {
        this.#sessions.set(shard, { ...session, seq });
      }
    }
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}
