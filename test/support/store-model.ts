// A session store over many starts: whose sessions it keeps, which identifies it knows, and what it
// gives up, without files and without regard for speed.

import type { PastIdentify, StoredSession, StoreKey } from "../../src/index.js";
import { after, type Step } from "./session-model.js";

/** How long an identify keeps its lane, in ms. */
const LANE_MS = 5_150;

/** What a start finds. */
export interface Found {
  /** By shard, ascending. */
  readonly sessions: readonly StoredSession[];
  /** As they were given. */
  readonly identifies: readonly PastIdentify[];
  readonly since: number;
  /** Whether something was found and is not used. */
  readonly rejected: boolean;
}

/** The rules of one store. */
export class StoreModel {
  readonly #kind: "file" | "memory";
  now: number;
  key: StoreKey | null = null;
  sessions: readonly StoredSession[] = [];
  #identifies: PastIdentify[] = [];
  #since: number;
  #writtenAt: number;

  constructor(kind: "file" | "memory", now: number) {
    this.#kind = kind;
    this.now = now;
    this.#writtenAt = now;
    this.#since = now;
  }

  /** The total of its sessions, and of those that are put. */
  get total(): number | null {
    return this.sessions[0]?.total ?? this.key?.total ?? null;
  }

  /** A start with this key; a file says where it had to set something aside. */
  load(key: StoreKey): Found {
    const isOthers = this.key !== null && this.key.bot !== key.bot;
    const isUseless =
      this.sessions.length > 0 &&
      (this.key?.intents !== key.intents || (key.total !== null && key.total !== this.total));
    if (isOthers || isUseless) this.sessions = [];
    if (isOthers) this.forget();
    this.key = { ...key, total: key.total ?? this.sessions[0]?.total ?? null };
    const rejected = this.#kind === "file" && (isOthers || isUseless);
    if (rejected) this.write();
    return this.found(rejected);
  }

  found(rejected: boolean): Found {
    this.#identifies = this.#identifies.filter(({ at, until }) => {
      return until > this.now || at + LANE_MS > this.now;
    });
    const identifies = this.#identifies.map(({ shard, at, until }) => {
      return { shard, at: Math.min(at, this.now), until: Math.max(until, this.now) };
    });
    const since = this.#kind === "file" ? this.#since : 0;
    return { sessions: this.sessions, identifies, since, rejected };
  }

  /** One step; it is in the file. */
  take(step: Exclude<Step, { kind: "identify" | "unused" }>): void {
    this.sessions = after({ sessions: this.sessions, identifies: [] }, step).sessions;
    this.write();
  }

  identify(identify: PastIdentify): void {
    this.#identifies.push(identify);
    this.write();
  }

  unused(shard: number): void {
    const last = this.#identifies.findLastIndex((one) => one.shard === shard);
    if (last !== -1) this.#identifies.splice(last, 1);
    this.write();
  }

  write(): void {
    this.#writtenAt = this.now;
  }

  /** A new process. */
  restart(): void {
    if (this.#kind === "memory") this.lose();
    else this.reopen();
  }

  /** What was to be sent shortly counts in a file as sent when it was last written. */
  reopen(): void {
    if (this.#kind === "memory") return;
    this.#identifies = this.#identifies.map(({ shard, at, until }) => {
      return { shard, at: Math.min(at, this.#writtenAt), until };
    });
  }

  /** A new process that finds nothing, or nothing of use. */
  lose(): void {
    this.key = null;
    this.forget();
  }

  forget(): void {
    this.sessions = [];
    this.#identifies = [];
    this.#since = this.now;
  }
}
