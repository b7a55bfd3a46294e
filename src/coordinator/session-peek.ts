// A look into a session file: what a start would find there, or that another process holds it.
// Nothing is locked, renamed or written.

import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { why } from "../discord/why.js";
import { FileLock, lockedError } from "./file-lock.js";
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

  /** What keeps a start from writing the file, to end a sentence; null where nothing does. */
  async folderFault(): Promise<string | null> {
    const folder = dirname(await realPath(this.#path));
    try {
      await access(folder, constants.W_OK);
      return null;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : why(error);
      const fault = code === "ENOENT" ? "is missing" : `cannot be written (${code})`;
      return `its folder ${folder} ${fault}`;
    }
  }

  /** @throws RangeError where it is no regular file; GatewayError STORE_LOCKED as a start does. */
  async load({ bot, total, intents }: StoreKey): Promise<Stored> {
    const { book, fault } = await this.#open(bot);
    const useless = book.bot === bot ? book.mismatch(total, intents) : "belongs to another token";
    const mine = book.bot === bot ? book : new SessionBook(bot, moment);
    mine.keep(total, intents);
    this.#book = mine;
    const reason = useless ?? fault;
    const rejected =
      reason === null
        ? null
        : `The session file ${this.#path} ${reason}: a start would set it aside`;
    const { sessions, identifies } = mine;
    return { sessions, identifies: identifies.past(), since: identifies.since, rejected };
  }

  async #open(bot: string): Promise<{ readonly book: SessionBook; readonly fault: string | null }> {
    if (this.#book !== null) return { book: this.#book, fault: null };
    const file = await realPath(this.#path);
    await assertRegular(file);
    if (await FileLock.isHeld(file)) throw lockedError(file);
    const reading = await readSessionFile(file);
    if (reading?.kind === "contents") {
      return { book: SessionBook.of(reading.contents, moment), fault: null };
    }
    return { book: new SessionBook(bot, moment), fault: reading?.why ?? null };
  }
}
