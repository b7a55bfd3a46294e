// One session: its seq, its replay buffer, and the connection that it is attached to, if any.

import type { Recorder } from "./recorder.js";
import type { Ring, Kept } from "./ring.js";

/** Where a session's dispatches go: a connection. */
export interface Outlet {
  /** Sends one encoded message. */
  write(bytes: Buffer): void;
  /** Bytes that wait to be read by the client. */
  readonly behind: number;
  /** Another connection has taken the session over. */
  supersede(): void;
}

/** What an identify asked for. */
export interface Wish {
  readonly shard: number;
  readonly total: number;
  /** Whether it named its shard, or left that to mean `[0, 1]`. */
  readonly named: boolean;
  readonly intents: number;
}

/** Makes a dispatch's bytes of its name, its seq and the JSON text of its `d`. */
export type Encode = (name: string, s: number, data: string) => Buffer;

/** How a session ended. */
export type End =
  | "closed" // the client closed with 1000 or 1001
  | "refused" // a close code after which nothing resumes
  | "invalid" // op 9 `d:false`
  | "expired";

/** What a session is made of. */
export interface Start {
  readonly id: string;
  readonly wish: Wish;
  /** The query of the connection that identified. */
  readonly query: string;
  readonly ring: Ring;
  readonly encode: Encode;
  /** Whether every dispatch is to be kept by name. */
  readonly keepSent: boolean;
}

export class Session {
  readonly id: string;
  readonly shard: number;
  readonly total: number;
  readonly intents: number;
  /** The query of the connection that identified. */
  readonly query: string;
  readonly ring: Ring;
  seq = 0;
  /** The highest `d` of its heartbeats; null before the first number. */
  heartbeatSeq: number | null = null;
  /** How often each event was sent. */
  readonly counts: Map<string, number> = new Map();
  /** Every dispatch, where `keepSent` asks for it. */
  readonly sent: { readonly s: number; readonly t: string }[] = [];
  end: End | null = null;
  #outlet: Outlet | null = null;
  /** By the simulator's clock, since when it has no connection. */
  #detachedAt = 0;
  readonly #encode: Encode;
  readonly #keepSent: boolean;
  readonly #recorder: Recorder;

  constructor({ id, wish, query, ring, encode, keepSent }: Start, recorder: Recorder) {
    this.id = id;
    this.shard = wish.shard;
    this.total = wish.total;
    this.intents = wish.intents;
    this.query = query;
    this.ring = ring;
    this.#encode = encode;
    this.#keepSent = keepSent;
    this.#recorder = recorder;
  }

  get connected(): boolean {
    return this.#outlet !== null;
  }

  get outlet(): Outlet | null {
    return this.#outlet;
  }

  attach(outlet: Outlet): void {
    this.#outlet = outlet;
  }

  /** Does nothing when another connection has it by now. */
  detach(outlet: Outlet, at: number): void {
    if (this.#outlet !== outlet) return;
    this.#outlet = null;
    this.#detachedAt = at;
  }

  expired(now: number, ttl: number): boolean {
    return this.#outlet === null && now - this.#detachedAt > ttl;
  }

  /** Numbers, keeps and sends a dispatch; `data` is the JSON text of its `d`. */
  dispatch(name: string, data: string): void {
    const bytes = this.#take(name, data);
    this.#outlet?.write(bytes);
  }

  /** Numbers and keeps a dispatch that never reaches the connection it was meant for. */
  swallow(name: string, data: string): void {
    this.#take(name, data);
  }

  /** A heartbeat acknowledged everything up to `seq`. */
  beat(seq: number, trim: boolean): void {
    this.heartbeatSeq = seq;
    if (trim) this.ring.trim(seq);
  }

  /** Leaves out `by` seqs. */
  jump(by: number): void {
    this.seq += by;
  }

  /** What a resume after `seq` has to send again; null when some of it is gone. */
  missed(seq: number): readonly Kept[] | null {
    return this.ring.after(seq);
  }

  finish(end: End): void {
    this.end = end;
    this.#outlet = null;
    this.ring.trim(Infinity);
  }

  #take(name: string, data: string): Buffer {
    const s = ++this.seq;
    const bytes = this.#encode(name, s, data);
    this.ring.push(s, bytes);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (this.#keepSent) this.sent.push({ s, t: name });
    const { id: session, shard } = this;
    this.#recorder.sent(() => ({ kind: "dispatch", shard, session, s, t: name, d: data }));
    return bytes;
  }
}
