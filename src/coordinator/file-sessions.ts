// Sessions in a file, so that the next process resumes where this one ended, however it ended.

import { readFile, realpath, rename, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { GatewayError } from "../discord/gateway-error.js";
import { writeAtomically } from "./atomic-file.js";
import { FileLock } from "./file-lock.js";
import { GatheredWrites } from "./gathered-writes.js";
import { moment, type Moment } from "./moment.js";
import { SessionBook } from "./session-book.js";
import { fileText, type Reading, readFileText } from "./session-file.js";
import type {
  PastIdentify,
  SessionStore,
  Stored,
  StoredSession,
  StoreKey,
} from "./session-store.js";

/** No session file is larger, in bytes: 10,000 shards take 2 MB. */
const LARGEST = 64 * 1024 * 1024;

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
    if (lock === null) throw locked(file);
    const reading = await read(file);
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

/** Two names of one file are one file. */
async function realPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    // There is no file yet. Where its folder is missing as well, the first write says so.
    const folder = await realpath(dirname(absolute)).catch(() => dirname(absolute));
    return join(folder, basename(absolute));
  }
}

/** A rename would replace a device, and reading a pipe would wait for ever. */
async function assertRegular(file: string): Promise<void> {
  const found = await stat(file).catch(() => null); // none, or none that may be seen
  if (found === null || found.isFile()) return;
  throw new RangeError(`Cannot keep sessions in ${file} as it must be a regular file`);
}

/** Null where there is no file. */
async function read(file: string): Promise<Reading | null> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) return { kind: "useless", why: `has more than ${LARGEST} bytes` };
    return readFileText(await readFile(file, "utf8"));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    return { kind: "useless", why: `cannot be read (${error.message})` };
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

function locked(file: string): GatewayError {
  const message =
    `Another process keeps its sessions in ${file}: one process at a time may run a bot's ` +
    "shards from one file. End that one first, or give this one a file of its own";
  return new GatewayError("STORE_LOCKED", message);
}
