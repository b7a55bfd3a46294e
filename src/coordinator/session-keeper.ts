// Puts into the session store what a new process would need, and tells when it is there: a
// heartbeat may acknowledge a seq only then.

import type { Position } from "./position.js";
import type { IdentifyRecord } from "./recorded-queue.js";
import { RetryingWriter } from "./retrying-writer.js";
import type { PastIdentify, SessionStore } from "./session-store.js";

/** Who is told. */
export interface KeeperOwner {
  /** The store has taken this position; `position.stored` is new. */
  stored(position: Position): void;
  /** The store fails, and did not before; what it does not take is given to it again. */
  failed(error: unknown): void;
  /** It fails no more. */
  recovered(): void;
}

/** What one shard's entry in the store is to be. */
type Kept = Position | null;

/**
 * Sessions and their ends are written at once, one after the other; seqs besides, those that come
 * during a write being gathered for the next. A seq is written only where the store has its
 * session.
 */
export class SessionKeeper implements IdentifyRecord {
  readonly #store: SessionStore;
  readonly #total: number;
  readonly #owner: KeeperOwner;
  /** Of the shards that were told of. */
  readonly #kept = new Map<number, Kept>();
  /** Sessions that the store has not taken yet. */
  readonly #unplaced = new Set<Position>();
  readonly #shards = new RetryingWriter<number>((shards) => this.#writeShards(shards));
  readonly #seqs: RetryingWriter<Position>;
  #failing = false;

  constructor(store: SessionStore, total: number, owner: KeeperOwner) {
    this.#store = store;
    this.#total = total;
    this.#owner = owner;
    this.#seqs = new RetryingWriter((positions) => this.#writeSeqs(positions), store.seqsEvery);
  }

  /** A new session. */
  begin(position: Position): void {
    this.#keep(position.shard, position);
    this.#unplaced.add(position);
  }

  /** The end of a shard's session. */
  end(shard: number): void {
    this.#keep(shard, null);
  }

  /** `position.handed` of the shard's present session has moved. */
  moved(position: Position): void {
    this.#kept.set(position.shard, position);
    if (!this.#unplaced.has(position)) this.#seqs.add(position);
  }

  async identify(identify: PastIdentify): Promise<void> {
    await this.#try(() => this.#store.identify(identify));
  }

  unused(shard: number): void {
    void this.#try(() => this.#store.unused(shard));
  }

  /** Settles when all that was given is stored, or has failed. Gives which. */
  async flush(): Promise<"stored" | "failed"> {
    const shards = await this.#shards.flush();
    const seqs = await this.#seqs.flush();
    const flushed = await this.#try(() => this.#store.flush());
    return shards && seqs && flushed ? "stored" : "failed";
  }

  #keep(shard: number, kept: Kept): void {
    const last = this.#kept.get(shard);
    if (last !== undefined && last !== null) this.#unplaced.delete(last);
    this.#kept.set(shard, kept);
    this.#shards.add(shard);
  }

  async #writeShards(shards: readonly number[]): Promise<readonly number[]> {
    const written = await Promise.all(
      shards.map((shard) => this.#writeShard(shard, this.#kept.get(shard) ?? null)),
    );
    return shards.filter((_, index) => written[index] === false);
  }

  async #writeShard(shard: number, position: Kept): Promise<boolean> {
    if (position === null) return await this.#try(() => this.#store.end(shard));
    const { id, url, handed: seq } = position;
    const session = { shard, id, url, seq, total: this.#total };
    if (!(await this.#try(() => this.#store.put(session)))) return false;
    this.#unplaced.delete(position);
    if (seq > 0 && this.#current(position)) {
      position.stored = seq;
      this.#owner.stored(position);
    }
    if (position.handed > seq && this.#current(position)) this.#seqs.add(position);
    return true;
  }

  async #writeSeqs(positions: readonly Position[]): Promise<readonly Position[]> {
    const marks = positions
      .filter((position) => this.#current(position))
      .map((position) => ({ position, seq: position.handed }));
    if (marks.length === 0) return [];
    const seqs = marks.map(({ position, seq }) => [position.shard, seq] as const);
    if (!(await this.#try(() => this.#store.seqs(seqs)))) return positions;
    for (const { position, seq } of marks) {
      position.stored = seq;
      this.#owner.stored(position);
    }
    return [];
  }

  /** What a shard's last session still had to write is of no use any more. */
  #current(position: Position): boolean {
    return this.#kept.get(position.shard) === position;
  }

  /** Whether the store did it. */
  async #try(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      if (this.#failing) this.#owner.recovered();
      this.#failing = false;
      return true;
    } catch (error) {
      if (!this.#failing) this.#owner.failed(error);
      this.#failing = true;
      return false;
    }
  }
}
