// A look into a session file: what a start would find there, while whoever uses the file goes on
// using it. Nothing is locked, renamed or written.

import { moment } from "./moment.js";
import { SessionBook } from "./session-book.js";
import { assertRegular, readSessionFile, realPath } from "./session-file-reading.js";
import type { SessionStore, Stored, StoreKey } from "./session-store.js";

/** Reads what `FileSessions` would load. */
export class SessionPeek implements Pick<SessionStore, "load"> {
  readonly #path: string;
  #book: SessionBook | null = null;

  /** @param path - the file. */
  constructor(path: string) {
    this.#path = path;
  }

  /** @throws RangeError where it is no regular file. */
  async load({ bot, total, intents }: StoreKey): Promise<Stored> {
    const { book, fault } = await this.#open(bot);
    const useless = book.bot === bot ? book.mismatch(total, intents) : "belongs to another token";
    const mine = book.bot === bot ? book : new SessionBook(bot, moment);
    mine.keep(total, intents);
    this.#book = mine;
    const why = useless ?? fault;
    const rejected =
      why === null ? null : `The session file ${this.#path} ${why}: a start would set it aside`;
    const { sessions, identifies } = mine;
    return { sessions, identifies: identifies.past(), since: identifies.since, rejected };
  }

  async #open(bot: string): Promise<{ readonly book: SessionBook; readonly fault: string | null }> {
    if (this.#book !== null) return { book: this.#book, fault: null };
    const file = await realPath(this.#path);
    await assertRegular(file);
    const reading = await readSessionFile(file);
    if (reading?.kind === "contents") {
      return { book: SessionBook.of(reading.contents, moment), fault: null };
    }
    return { book: new SessionBook(bot, moment), fault: reading?.why ?? null };
  }
}
