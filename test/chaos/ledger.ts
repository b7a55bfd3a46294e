// Holds what the bot's user was handed against what the simulator sent: every seq once and in
// order; after a kill none missing and only the last moments twice; a session that is gone only
// where the bot named it and Discord had ended it.

import type { SessionView } from "../../src/simulator/index.js";
import { Account } from "./account.js";
import type { Entry } from "./record.js";
import { Sums } from "./sums.js";

/** A gap in the record's time counts for no more than this, in ms: the bot did nothing then. */
const LONGEST_GAP_MS = 250;

/** What there is to know of a session at the simulator. */
export interface Truth {
  readonly live: readonly SessionView[];
  readonly ended: readonly SessionView[];
  /** Sessions whose resume was refused. */
  readonly refused: ReadonlySet<string>;
}

export class Ledger {
  readonly breaches: string[] = [];
  /** How often the bot warned, failed or noted, by code. */
  readonly counts: Map<string, number> = new Map();
  events = 0;
  readonly #accounts = new Map<string, Account>();
  readonly #current = new Map<number, Account>();
  readonly #sums = new Map<string, Sums>();
  #life = 0;
  #at = 0;
  #activity = 0;
  /** Requests of this life that are neither answered nor refused. */
  #open = 0;
  /** Whether this life said that its drain was not enough. */
  #undone = false;

  /** The simulator sent this. */
  sent(session: string, seq: number, sum: number): void {
    let sums = this.#sums.get(session);
    if (sums === undefined) this.#sums.set(session, (sums = new Sums()));
    sums.set(seq, sum);
  }

  /** Another life of the bot begins. */
  begin(): void {
    this.#life++;
    this.#open = 0;
    this.#undone = false;
    this.#at = 0;
    this.#activity = 0;
  }

  /** It was ended in order, or it was killed. */
  finish(how: "closed" | "killed"): void {
    if (how === "closed" && this.#open > 0) {
      this.#breach(`the bot ended with ${this.#open} requests that were neither answered nor not`);
    }
    const all = how === "closed" && !this.#undone;
    for (const account of this.#accounts.values()) {
      if (all) account.closed(this.#life);
      else account.killed(this.#life, this.#activity);
    }
  }

  take(entry: Entry): void {
    switch (entry.kind) {
      case "time":
        if (this.#at > 0) this.#activity += Math.min(LONGEST_GAP_MS, entry.at - this.#at);
        this.#at = entry.at;
        return;
      case "session":
        return this.#session(entry.session, entry.shard);
      case "dispatch":
        return this.#dispatch(entry);
      case "lost":
        return this.#lost(entry);
      case "error":
        this.#breach(`the bot reported ${entry.code}: ${entry.text}`);
        return this.#count(`error ${entry.code}`);
      case "warning":
        this.#undone ||= entry.code === "DRAIN_INCOMPLETE";
        return this.#count(`warning ${entry.code}`);
      case "note":
        if (entry.code === "asked") this.#open++;
        if (entry.code === "answered" || entry.code === "unanswered") this.#open--;
        return this.#count(entry.code === "unanswered" ? `unanswered ${entry.text}` : entry.code);
    }
  }

  get doubled(): number {
    return this.#sum(({ doubled }) => doubled);
  }

  get named(): number {
    return this.#sum(({ lost }) => (lost === null ? 0 : 1));
  }

  get unstored(): number {
    return this.#sum(({ unstored }) => (unstored ? 1 : 0));
  }

  /** Sessions of the simulator that never reached the user: their READY died on its way. */
  orphans({ live, ended }: Truth): number {
    return [...live, ...ended].filter(({ id }) => !this.#accounts.has(id)).length;
  }

  /** Which shards have not got all that was sent; the simulator must be quiet. */
  behind({ live }: Truth, shards: number): readonly number[] {
    const whole = new Set<number>();
    for (const { id, shard, seq, connected } of live) {
      if (connected && this.#accounts.get(id)?.top === seq) whole.add(shard);
    }
    return Array.from({ length: shards }, (_, shard) => shard).filter((id) => !whole.has(id));
  }

  /** A heartbeat may acknowledge no more than what was handed over by then. */
  heard(live: readonly SessionView[]): void {
    for (const { id, shard, heartbeatSeq } of live) {
      const top = this.#accounts.get(id)?.top ?? 0;
      if (heartbeatSeq === null || heartbeatSeq <= top) continue;
      this.#breach(`shard ${shard} acknowledged ${heartbeatSeq} of ${id}, it had ${top}`);
    }
  }

  /** Checks what only holds when all shards are up: nothing may be gone without a word. */
  settle(truth: Truth): void {
    const ends = new Map([...truth.live, ...truth.ended].map((view) => [view.id, view]));
    for (const account of this.#accounts.values()) {
      const { session, shard, lost, unstored } = account;
      const present = this.#current.get(shard) === account;
      if (!present && lost === null && !unstored) {
        this.#breach(`shard ${shard} lost its session ${session} without a word`);
      }
      const end = ends.get(session)?.end ?? null;
      if (lost !== null && end === null && !truth.refused.has(session)) {
        this.#breach(`shard ${shard} gave up ${session}, which lives: ${lost.reason}`);
      }
    }
  }

  #session(session: string, shard: number): void {
    const known = this.#accounts.get(session) ?? new Account(session, shard);
    if (known.shard !== shard) this.#breach(`session ${session} came from shard ${shard}`);
    this.#accounts.set(session, known);
    this.#current.set(shard, known);
  }

  #dispatch({ session, seq, sum }: Extract<Entry, { kind: "dispatch" }>): void {
    const account = this.#accounts.get(session);
    if (account === undefined) return this.#breach(`a dispatch of no session: ${session}`);
    this.events++;
    const wrong = account.hand(this.#life, seq, this.#activity);
    if (wrong !== null) this.#breach(`shard ${account.shard}, session ${session}: ${wrong}`);
    if (sum === null || this.#sums.get(session)?.match(seq, sum) === true) return;
    this.#breach(`shard ${account.shard}, session ${session}: seq ${seq} is not what was sent`);
  }

  #lost({ session, shard, seq, reason }: Extract<Entry, { kind: "lost" }>): void {
    const account = this.#accounts.get(session);
    this.#count(`lost: ${reason}`);
    if (account === undefined) return; // its READY was never handed over
    const last = account.lastOf(this.#life);
    const right = last === null ? seq >= account.floor && seq <= account.top : seq === last;
    if (!right) {
      const had = last ?? `${account.floor} to ${account.top}`;
      this.#breach(`shard ${shard} named ${seq} as its last seq of ${session}, it had ${had}`);
    }
    account.lost = { life: this.#life, reason };
  }

  #breach(what: string): void {
    this.breaches.push(what);
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  #sum(of: (account: Account) => number): number {
    return [...this.#accounts.values()].reduce((sum, account) => sum + of(account), 0);
  }
}
