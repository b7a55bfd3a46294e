// Session stores as the processes of a test find them, on a clock that moves by hand.

import { readFile, writeFile } from "node:fs/promises";
import { FileSessions, MemorySessions, type SessionStore } from "../../src/index.js";
import type { Moment } from "../../src/coordinator/moment.js";
import { readFileText, type FileContents } from "../../src/coordinator/session-file.js";

/** The clocks begin here, in ms. */
export const BEGIN = 1_700_000_000_000;

/** A store, through the lives of its processes. */
export class Stores implements AsyncDisposable {
  readonly #file: string | null;
  #ms = 0;
  store: SessionStore;

  /** @param file - or null for one in memory. */
  constructor(file: string | null) {
    this.#file = file;
    this.store = this.#open();
  }

  pass(ms: number): void {
    this.#ms += ms;
  }

  /** What stands in the file. */
  async contents(): Promise<FileContents | null> {
    if (this.#file === null) return null;
    const reading = readFileText(await readFile(this.#file, "utf8"));
    return reading.kind === "contents" ? reading.contents : null;
  }

  /** The process ends, and another one starts. */
  async restart(): Promise<void> {
    await this.store.close();
    this.store = this.#open();
  }

  /** Changes the file; gives whether it is of no more use. */
  async damage(change: (bytes: Buffer) => Buffer): Promise<boolean> {
    if (this.#file === null) return false;
    await writeFile(this.#file, change(await readFile(this.#file)));
    return (await this.contents()) === null;
  }

  /** Another process that is given the same file. */
  second(): SessionStore {
    return this.#open();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.flush();
    await this.store.close();
  }

  #open(): SessionStore {
    const clock = (): Moment => ({ wall: BEGIN + this.#ms, steady: this.#ms, boot: "boot" });
    return this.#file === null ? new MemorySessions(clock) : new FileSessions(this.#file, clock);
  }
}
