// Puts into the session store what a new process would need, and tells when it is there: a
// heartbeat may acknowledge a seq only then.

import type { Position } from "./position.js";
import type { SessionStore } from "./session-store.js";

/** Who is told. */
export interface KeeperOwner {
  /** The store has taken this position; `position.stored` is new. */
  stored(position: Position): void;
  /** The store failed; what it did not take is given to it again with what comes next. */
  failed(error: unknown): void;
}

/** Writes one thing after the other; seqs that come during a write are gathered for the next. */
export class SessionKeeper {
  readonly #store: SessionStore;
  readonly #total: number;
  readonly #owner: KeeperOwner;
  readonly #dirty = new Set<Position>();
  #writing: Promise<void> | null = null;

  constructor(store: SessionStore, total: number, owner: KeeperOwner) {
    this.#store = store;
    this.#total = total;
    this.#owner = owner;
  }

  /** A new session. */
  begin(position: Position): void {
    const { shard, id, url, handed } = position;
    this.#forget(shard);
    const write = this.#store.put({ shard, id, url, seq: handed, total: this.#total });
    this.#watch(write);
  }

  /** The end of a shard's session. */
  end(shard: number): void {
    this.#forget(shard);
    this.#watch(this.#store.end(shard));
  }

  /** `position.handed` has moved. */
  moved(position: Position): void {
    this.#dirty.add(position);
    this.#writing ??= this.#write();
  }

  /** Settles when all that was given is stored, or has failed. */
  async flush(): Promise<void> {
    await this.#writing;
    await this.#store.flush();
  }

  async #write(): Promise<void> {
    while (this.#dirty.size > 0) {
      const positions = [...this.#dirty].map((position) => ({ position, seq: position.handed }));
      this.#dirty.clear();
      try {
        await this.#store.seqs(positions.map(({ position, seq }) => [position.shard, seq]));
      } catch (error) {
        for (const { position } of positions) this.#dirty.add(position);
        this.#owner.failed(error);
        break;
      }
      for (const { position, seq } of positions) {
        position.stored = seq;
        this.#owner.stored(position);
      }
    }
    this.#writing = null;
  }

  /** What a shard's last session still had to write is of no use any more. */
  #forget(shard: number): void {
    for (const position of this.#dirty) if (position.shard === shard) this.#dirty.delete(position);
  }

  #watch(write: Promise<void>): void {
    write.catch((error: unknown) => this.#owner.failed(error));
  }
}
