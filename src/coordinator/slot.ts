// What the coordinator keeps of one thread beyond the thread's lives: the sessions of its shards,
// and what the user has still to deal with of what it sent.

import type { IdentifySettings } from "../shard/payloads.js";
import { BatchReceiver } from "../transport/batch.js";
import { Counters } from "../transport/counters.js";
import type { BatchMessage, FromHost, ShardStart, ToHost } from "../transport/messages.js";
import { KeptCommands } from "./kept-commands.js";
import type { Receipts } from "./outgoing.js";
import { Position } from "./position.js";
import type { StoredSession } from "./session-store.js";
import { Taken } from "./taken.js";
import type { Thread } from "./thread.js";

type SendMessage = Extract<ToHost, { kind: "send" }>;
type SessionMessage = Extract<FromHost, { kind: "session" }>;

/**
 * A credit wakes its thread, so it waits until it is worth that: a quarter of the smallest allowance,
 * or after so many ms, which is nothing to a heartbeat's acknowledgement.
 */
const CREDIT_BYTES = 16_384;
const CREDIT_MS = 200;

/** One thread's books. */
export class Slot {
  readonly thread: Thread;
  /** What the thread counts, over all its lives. */
  readonly counters: Counters;
  readonly #identifies: Map<number, IdentifySettings>;
  /** Replaced, never changed: batches keep the one of their time. */
  #positions: ReadonlyMap<number, Position>;
  #receiver = new BatchReceiver();
  /** Bytes taken that the user has not dealt with. */
  #owed = 0;
  #credited = 0;
  #buffers: ArrayBuffer[] = [];
  readonly #stored = new Set<Position>();
  readonly #commands: KeptCommands;
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;

  constructor(
    thread: Thread,
    sessions: readonly StoredSession[],
    identifies: ReadonlyMap<number, IdentifySettings>,
    receipts: Receipts,
  ) {
    this.#commands = new KeptCommands(receipts);
    this.thread = thread;
    this.counters = new Counters(thread.shards);
    this.#identifies = new Map(identifies);
    this.#positions = new Map(
      sessions.map((one) => [one.shard, new Position(one.shard, 0, one, one.seq)]),
    );
  }

  /** What a new life of the thread begins with. */
  begin(): { readonly shards: readonly ShardStart[]; readonly charged: number } {
    this.#receiver = new BatchReceiver();
    this.#credited = 0;
    this.#buffers = [];
    for (const position of this.#positions.values()) position.epoch = 0;
    const shards = [...this.#identifies].map(([id, settings]): ShardStart => {
      const position = this.#positions.get(id);
      return {
        id,
        settings,
        session: position?.resumable() ?? null,
        acknowledged: position?.stored ?? null,
      };
    });
    for (const command of this.#commands.takeAll()) this.thread.post(command);
    return { shards, charged: this.#owed };
  }

  /** Sends a command, or keeps it for the next life. */
  send(command: SendMessage): void {
    if (this.thread.live) this.thread.post(command);
    else this.#commands.keep(command);
  }

  /** A shard has sent a presence: it identifies with it from now on. */
  presence(shard: number, presence: unknown): void {
    const settings = this.#identifies.get(shard);
    if (settings !== undefined) this.#identifies.set(shard, { ...settings, presence });
  }

  /** Takes a batch: from now on a new life would go on behind it. */
  take(message: BatchMessage): Taken {
    const batch = new Taken(this.thread.index, this.#receiver.receive(message), this.#positions);
    this.#owed += batch.weight;
    for (const { position, seq } of batch.reaches) position.taken = Math.max(position.taken, seq);
    return batch;
  }

  /** A shard has a new session, or none. Gives its position. */
  session({ shard, epoch, session }: SessionMessage): Position | null {
    const positions = new Map(this.#positions);
    const position = session === null ? null : new Position(shard, epoch, session, null);
    if (position === null) positions.delete(shard);
    else positions.set(shard, position);
    this.#positions = positions;
    return position;
  }

  /** The position of a shard's present session. */
  position(shard: number): Position | undefined {
    return this.#positions.get(shard);
  }

  /** The user is done with a batch. */
  finish(batch: Taken): void {
    this.#owed -= batch.weight;
    this.#credited += batch.weight;
    const buffer = batch.reclaim();
    if (buffer !== null) this.#buffers.push(buffer);
    this.#schedule();
  }

  /** A position is stored: heartbeats may acknowledge it. */
  acknowledge(position: Position): void {
    this.#stored.add(position);
    this.#schedule();
  }

  /** What is worth a message goes with this turn of the event loop, anything else a little later. */
  #schedule(): void {
    if (this.#credited >= CREDIT_BYTES) this.#soon ??= setImmediate(() => this.#post());
    else this.#later ??= setTimeout(() => this.#post(), CREDIT_MS).unref();
  }

  #post(): void {
    clearImmediate(this.#soon);
    clearTimeout(this.#later);
    this.#soon = undefined;
    this.#later = undefined;
    const buffers = this.#buffers;
    const bytes = this.#credited;
    const marks = this.#marks();
    if (!this.thread.live || (bytes === 0 && marks.length === 0)) return;
    this.#credited = 0;
    this.#buffers = [];
    this.thread.post({ kind: "credit", bytes, marks, buffers }, buffers);
  }

  #marks(): Float64Array {
    const marks: number[] = [];
    for (const position of this.#stored) {
      if (this.#positions.get(position.shard) !== position) continue;
      marks.push(position.shard, position.epoch, position.stored ?? 0);
    }
    this.#stored.clear();
    return Float64Array.from(marks);
  }
}
