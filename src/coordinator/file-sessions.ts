// Sessions in a file, so that the next process resumes where this one ended, however it ended.

import { rename } from "node:fs/promises";
import { writeAtomically } from "./atomic-file.js";
import { FileLock, lockedError } from "./file-lock.js";
import { GatheredWrites } from "./gathered-writes.js";
import { moment, type Moment } from "./moment.js";
import { SessionBook } from "./session-book.js";
import { fileText } from "./session-file.js";
import { assertRegular, readSessionFile, realPath } from "./session-file-reading.js";
import type {
  PastIdentify,
  SessionStore,
  Stored,
  StoredSession,
  StoreKey,
} from "./session-store.js";

/** A file that is in use. */
interface Open {
  readonly file: string;
  readonly lock: FileLock;
  readonly writes: GatheredWrites;
  book: SessionBook;
}

/**
 * Keeps sessions, and what was spent of the identify budget, in one file of mode 0600. It holds
 * session ids and a hash of the token, never the token.
 *
 * What stands in the file and is of no use (another bot's, total's or intents', torn, foreign) is
 * renamed to `<file>.rejected-<time>`. While the file cannot be written, as on a full disk,
 * writes reject and everything is kept in memory; each later write brings all of it. One process
 * at a time may use a file: `<file>.lock` is a socket that tells whether one does.
 */
export class FileSessions implements SessionStore {
  /** The file is written as a whole: seqs alone are worth that once a second. */
  readonly seqsEvery = 1_000;
  readonly #path: string;
  readonly #clock: () => Moment;
  #opening: Promise<Stored["rejected"]> | null = null;
  #open: Open | null = null;

  /**
   * @param path - the file; its folder must exist. Nothing is touched before `load`.
   * @param clock - for tests.
   */
  constructor(path: string, clock: () => Moment = moment) {
    if (typeof path !== "string" || path === "") {
      throw new TypeError(`Cannot keep sessions in a file as it needs a path: received ${path}`);
    }
    this.#path = path;
    this.#clock = clock;
  }

  async load({ bot, total, intents }: StoreKey): Promise<Stored> {
    const found = await (this.#opening ??= this.#begin(bot));
    this.#opening = Promise.resolve(null);
    const open = this.#opened();
    const useless =
      open.book.bot === bot ? open.book.mismatch(total, intents) : "belongs to another token";
    const rejected = useless === null ? found : await setAside(open.file, useless);
    if (open.book.bot !== bot) open.book = new SessionBook(bot, this.#clock);
    open.book.keep(total, intents);
    // The identifies of the file that is set aside. What fails here fails again, and is told then.
    if (rejected !== null) await open.writes.write().catch(() => undefined);
    const { sessions, identifies } = open.book;
    return { sessions, identifies: identifies.past(), since: identifies.since, rejected };
  }

  async put(session: StoredSession): Promise<void> {
    const { book, writes } = this.#opened();
    book.put(session);
    await writes.write();
  }

  async end(shard: number): Promise<void> {
    const { book, writes } = this.#opened();
    book.end(shard);
    await writes.write();
  }

  async seqs(positions: readonly (readonly [shard: number, seq: number])[]): Promise<void> {
    const { book, writes } = this.#opened();
    for (const [shard, seq] of positions) book.seq(shard, seq);
    await writes.write();
  }

  async identify(identify: PastIdentify): Promise<void> {
    const { book, writes } = this.#opened();
    book.identifies.add(identify);
    await writes.write();
  }

  async unused(shard: number): Promise<void> {
    const { book, writes } = this.#opened();
    book.identifies.remove(shard);
    await writes.write();
  }

  async flush(): Promise<void> {
    await this.#open?.writes.write();
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => undefined); // load has told of it
    const open = this.#open;
    this.#open = null;
    this.#opening = null;
    await open?.lock.release();
  }

  /** Locks and reads the file. Gives what was set aside. */
  async #begin(bot: string): Promise<string | null> {
    const file = await realPath(this.#path);
    await assertRegular(file);
    const lock = await FileLock.take(file);
    if (lock === null) throw lockedError(file);
    const reading = await readSessionFile(file);
    const book =
      reading?.kind === "contents"
        ? SessionBook.of(reading.contents, this.#clock)
        : new SessionBook(bot, this.#clock);
    const writes = new GatheredWrites(() => this.#write());
    this.#open = { file, lock, writes, book };
    return reading?.kind === "useless" ? await setAside(file, reading.why) : null;
  }

  async #write(): Promise<void> {
    const { file, book } = this.#opened();
    try {
      await writeAtomically(file, fileText(book.contents()));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`cannot write ${file}: ${why}`, { cause });
    }
  }

  #opened(): Open {
    if (this.#open === null) throw new TypeError("Cannot use a session store before load()");
    return this.#open;
  }
}

/** Gives the sentence that says so. */
async function setAside(file: string, why: string): Promise<string> {
  const aside = `${file}.rejected-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  const said = `The session file ${file} ${why}: it is not used`;
  try {
    await rename(file, aside);
    return `${said}, and kept as ${aside}`;
  } catch (error) {
    return `${said}, and could not be set aside (${error instanceof Error ? error.message : ""})`;
  }
}
