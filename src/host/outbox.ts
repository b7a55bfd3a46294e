// What a thread posts: dispatches in batches, everything else behind the dispatches before it. It
// knows how much the user has still to deal with, and says when that is too much.

import { payloadRange } from "../shard/peek.js";
import type { Header } from "../shard/sink.js";
import { BatchWriter, type Outgoing } from "../transport/batch-writer.js";
import { BATCH_BYTES } from "../transport/record.js";
import type { FromHost, HostTask, ToHost } from "../transport/messages.js";

/** What the outbox says of its room. */
export interface OutboxOwner {
  /** The allowance is used up: read no more. */
  full(): void;
  /** There is room again. */
  room(): void;
}

/** Sees each dispatch that is wanted, where it arrived. */
export interface Interceptor {
  /**
   * Whether it is dealt with here and need not cross. `message` is only good until the call
   * returns.
   */
  dealsWith(shard: number, header: Header, message: Buffer, replayed: boolean): boolean;
}

/** Under load, so many bytes go together, or what came within so many ms. */
const POST_BYTES = 1_048_576;
const LOAD_MS = 10;

/** Names whose internal copies cross whatever is filtered, where they carry our nonce. */
const GATHERED: ReadonlySet<string> = new Set(["GUILD_MEMBERS_CHUNK", "RATE_LIMITED"]);

/** The outbound side of one thread. */
export class Outbox {
  readonly #task: HostTask;
  readonly #owner: OutboxOwner;
  readonly #interceptor: Interceptor | null;
  readonly #writer: BatchWriter;
  readonly #events: ReadonlySet<string> | null;
  readonly #epochs = new Map<number, number>();
  /** Bytes posted, or inherited, that the user has not dealt with. */
  #owed: number;
  #state: "open" | "full" | "closed" = "open";
  #scheduled = false;

  constructor(task: HostTask, owner: OutboxOwner, interceptor: Interceptor | null = null) {
    this.#task = task;
    this.#owner = owner;
    this.#interceptor = interceptor;
    this.#writer = new BatchWriter(task.payload, payloadRange);
    this.#events = task.events === null ? null : new Set(task.events);
    this.#owed = task.charged;
  }

  /** Takes a dispatch of the shard's session. False if it is no JSON; then nothing is changed. */
  add(shard: number, header: Header, message: Buffer, replayed: boolean): boolean {
    const epoch = this.#epochs.get(shard) ?? 0;
    const name = header.t ?? "";
    const wanted =
      (this.#events === null || this.#events.has(name)) &&
      (this.#interceptor === null ||
        !this.#interceptor.dealsWith(shard, header, message, replayed));
    if (!wanted && !this.#gathered(name, message)) {
      this.#writer.cover(shard, epoch, header.s ?? 0);
      return true;
    }
    try {
      this.#writer.add({ shard, epoch, replayed, internal: !wanted }, header, message);
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
    if (this.#writer.size >= this.#most()) this.#post(() => this.#writer.takeFull());
    this.#schedule();
    return true;
  }

  /** The shard has a new session, or none. Its number. */
  session(shard: number): number {
    const epoch = (this.#epochs.get(shard) ?? 0) + 1;
    this.flush();
    this.#epochs.set(shard, epoch);
    return epoch;
  }

  /** Posts what waits, marks included. */
  flush(): void {
    this.#post(() => this.#writer.take());
  }

  #post(take: () => Outgoing | null): void {
    for (let out = take(); out !== null; out = take()) {
      this.#owed += out.weight;
      this.#task.port.postMessage(out.message, out.transfer);
    }
    this.#checkRoom();
  }

  /** Posts a message behind all that came before it. */
  post(message: FromHost): void {
    this.flush();
    this.#task.port.postMessage(message);
  }

  /** The user has dealt with so much. Gives what heartbeats may acknowledge from now on. */
  credit({ bytes, marks, buffers }: Extract<ToHost, { kind: "credit" }>): Acknowledged[] {
    this.#owed -= bytes;
    for (const buffer of buffers) this.#writer.recycle(buffer);
    if (this.#state === "full" && this.#owed <= this.#task.maxBufferedBytes / 2) {
      this.#state = "open";
      this.#owner.room();
    }
    return this.#acknowledged(marks);
  }

  /** No room any more, whatever is credited. */
  close(): void {
    this.#state = "closed";
  }

  /**
   * What came together goes together, at once. Where it fills a batch, more is on its way and worth
   * waiting for: each time that the main thread is woken costs it some 50 µs.
   */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      if (this.#writer.full) setTimeout(() => this.#due(), LOAD_MS);
      else this.#due();
    });
  }

  #due(): void {
    this.#scheduled = false;
    this.flush();
  }

  /** How many bytes of records may wait: about as many as there is room for, or a full batch. */
  #most(): number {
    return Math.min(POST_BYTES, Math.max(BATCH_BYTES, this.#task.maxBufferedBytes - this.#owed));
  }

  #checkRoom(): void {
    if (this.#state !== "open" || this.#owed < this.#task.maxBufferedBytes) return;
    this.#state = "full";
    this.#owner.full();
  }

  /** Whether the coordinator waits for it, though the user does not. */
  #gathered(name: string, message: Buffer): boolean {
    if (!GATHERED.has(name)) return false;
    return name === "RATE_LIMITED" || message.includes(this.#task.noncePrefix);
  }

  #acknowledged(marks: Float64Array): Acknowledged[] {
    const found: Acknowledged[] = [];
    for (let at = 0; at + 2 < marks.length; at += 3) {
      const [shard = 0, epoch = 0, seq = 0] = marks.subarray(at, at + 3);
      if (epoch === (this.#epochs.get(shard) ?? 0)) found.push({ shard, seq });
    }
    return found;
  }
}

/** A seq that a heartbeat of a shard may acknowledge. */
export interface Acknowledged {
  readonly shard: number;
  readonly seq: number;
}
