// The sessions of a manager's shards, where its user keeps them: by the manager's own functions, or
// in a store of this package, of which the manager is told, since discord.js looks there.

import { MemorySessions } from "../coordinator/memory-sessions.js";
import type {
  PastIdentify,
  SessionStore,
  Stored,
  StoredSession,
  StoreKey,
} from "../coordinator/session-store.js";
import type { ManagerOptions, SessionInfo } from "./manager.js";

/** A session store over a manager. */
export class ManagerSessions implements SessionStore {
  readonly #manager: Pick<ManagerOptions, "retrieveSessionInfo" | "updateSessionInfo">;
  readonly #shards: readonly number[];
  readonly #store: SessionStore;
  /** Whether sessions come from the manager and not from the store. */
  readonly #retrieves: boolean;
  /** What the manager was told last. */
  readonly #told = new Map<number, SessionInfo>();

  /**
   * @param shards - those that run here.
   * @param store - where sessions are kept; null to retrieve them from the manager.
   * @param identifies - keeps what was spent of the identify budget where `store` is null.
   */
  constructor(
    manager: Pick<ManagerOptions, "retrieveSessionInfo" | "updateSessionInfo">,
    shards: readonly number[],
    store: SessionStore | null,
    identifies: MemorySessions,
  ) {
    this.#manager = manager;
    this.#shards = shards;
    this.#store = store ?? identifies;
    this.#retrieves = store === null;
  }

  get seqsEvery(): number {
    return this.#store.seqsEvery ?? 0;
  }

  async load(key: StoreKey): Promise<Stored> {
    const stored = await this.#store.load(key);
    if (!this.#retrieves) {
      await Promise.all(stored.sessions.map((session) => this.#tell(session)));
      return stored;
    }
    return { ...stored, sessions: await this.#retrieve(key.total) };
  }

  async put(session: StoredSession): Promise<void> {
    await this.#tell(session);
    await this.#store.put(session);
  }

  async end(shard: number): Promise<void> {
    this.#told.delete(shard);
    await this.#forget(shard);
    await this.#store.end(shard);
  }

  async seqs(positions: readonly (readonly [shard: number, seq: number])[]): Promise<void> {
    await this.#store.seqs(positions);
    await Promise.all(positions.map(([shard, seq]) => this.reached(shard, seq)));
  }

  /** Tells the manager how far a shard is, without a word to the store. */
  async reached(shard: number, seq: number): Promise<void> {
    const info = this.#told.get(shard);
    if (info === undefined || info.sequence >= seq) return;
    await this.#update({ ...info, sequence: seq });
  }

  async identify(identify: PastIdentify): Promise<void> {
    await this.#store.identify(identify);
  }

  async unused(shard: number): Promise<void> {
    await this.#store.unused(shard);
  }

  async flush(): Promise<void> {
    await this.#store.flush();
  }

  /** Sessions that stay in the store are none of the manager's any more. */
  async close(): Promise<void> {
    const shards = this.#retrieves ? [] : [...this.#told.keys()];
    this.#told.clear();
    await Promise.all(shards.map((shard) => this.#forget(shard)));
    await this.#store.close();
  }

  async #retrieve(total: number | null): Promise<readonly StoredSession[]> {
    const found = await Promise.all(
      this.#shards.map(async (shard) => await this.#manager.retrieveSessionInfo(shard)),
    );
    return found.flatMap((info) => {
      if (!info || info.shardCount !== total) return [];
      this.#told.set(info.shardId, info);
      return [sessionOf(info)];
    });
  }

  async #tell({ shard, id, url, seq, total }: StoredSession): Promise<void> {
    await this.#update({
      shardId: shard,
      shardCount: total,
      sessionId: id,
      resumeURL: url,
      sequence: seq,
    });
  }

  async #forget(shard: number): Promise<void> {
    await this.#manager.updateSessionInfo(shard, null);
  }

  async #update(info: SessionInfo): Promise<void> {
    await this.#manager.updateSessionInfo(info.shardId, info);
    this.#told.set(info.shardId, info);
  }
}

function sessionOf(info: SessionInfo): StoredSession {
  const { shardId: shard, shardCount: total, sessionId: id, resumeURL: url, sequence: seq } = info;
  return { shard, total, id, url, seq };
}
