// What a session store holds of one bot, in memory.

import { IdentifyLog } from "./identify-log.js";
import { elapsed, type Moment } from "./moment.js";
import type { FileContents } from "./session-file.js";
import type { StoredSession } from "./session-store.js";

/** The sessions and identifies of one bot. */
export class SessionBook {
  readonly bot: string;
  readonly identifies: IdentifyLog;
  readonly #clock: () => Moment;
  readonly #sessions = new Map<number, StoredSession>();
  #total: number | null = null;
  #intents = 0;

  /** An empty one, in which no identify before now is known. */
  constructor(
    bot: string,
    clock: () => Moment,
    identifies: IdentifyLog = new IdentifyLog(clock, 0),
  ) {
    this.bot = bot;
    this.identifies = identifies;
    this.#clock = clock;
  }

  /** One that was written. */
  static of(contents: FileContents, clock: () => Moment): SessionBook {
    const { bot, total, intents, sessions, written } = contents;
    const since = elapsed(written, clock());
    const identifies = contents.identifies.map(({ shard, age, left }) => {
      return { shard, age: age + since, left: left - since };
    });
    const log = new IdentifyLog(clock, contents.known + since, identifies);
    const book = new SessionBook(bot, clock, log);
    book.#total = total;
    book.#intents = intents;
    for (const session of sessions) book.#sessions.set(session.shard, session);
    return book;
  }

  get sessions(): readonly StoredSession[] {
    return [...this.#sessions.values()];
  }

  /** Why its sessions are not those of this total and these intents; null where they are. */
  mismatch(total: number | null, intents: number): string | null {
    if (this.#sessions.size === 0) return null;
    if (total !== null && total !== this.#total) {
      return `belongs to a total of ${this.#total} shards, and not of ${total}`;
    }
    return intents === this.#intents ? null : "belongs to other intents";
  }

  /** From now on it is of this total and these intents. */
  keep(total: number | null, intents: number): void {
    if (this.mismatch(total, intents) !== null) this.#sessions.clear();
    const stored = this.#sessions.size === 0 ? null : this.#total;
    this.#total = total ?? stored;
    this.#intents = intents;
  }

  put(session: StoredSession): void {
    const { shard, id, url, seq, total } = session;
    this.#total = total;
    this.#sessions.set(shard, { shard, id, url, seq, total });
  }

  end(shard: number): void {
    this.#sessions.delete(shard);
  }

  seq(shard: number, seq: number): void {
    const session = this.#sessions.get(shard);
    if (session !== undefined) this.#sessions.set(shard, { ...session, seq });
  }

  contents(): FileContents {
    return {
      bot: this.bot,
      total: this.#total,
      intents: this.#intents,
      written: this.#clock(),
      known: this.identifies.known(),
      identifies: this.identifies.aged(),
      sessions: this.sessions,
    };
  }
}
