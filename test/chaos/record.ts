// What the bot's user was handed, line by line in a file that outlives the bot: each line is
// written before the listener returns, so that a SIGKILL loses no knowledge of it.

import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** How finely the record keeps time, in ms. */
const TICK_MS = 50;
const CHUNK = 1 << 20;

/** One line of a record. */
export type Entry =
  | { readonly kind: "session"; readonly shard: number; readonly session: string }
  | {
      readonly kind: "dispatch";
      readonly session: string;
      readonly seq: number;
      /** Of the text of its data; null where nobody compares it. */
      readonly sum: number | null;
    }
  | { readonly kind: "time"; readonly at: number } // of what follows, ms since 1970
  | {
      readonly kind: "lost";
      readonly shard: number;
      readonly session: string;
      readonly seq: number;
      readonly reason: string;
    }
  | { readonly kind: "warning" | "error" | "note"; readonly code: string; readonly text: string };

/** The bot's end. */
export class RecordWriter {
  readonly #file: number;
  readonly #numbers = new Map<string, number>();
  #at = 0;

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  dispatch(shard: number, session: string, seq: number, sum: number): void {
    const known = this.#numbers.get(session);
    if (known !== undefined) return this.#write(`${known} ${seq} ${sum}\n`);
    const number = this.#numbers.size;
    this.#numbers.set(session, number);
    this.#write(`S ${shard} ${session}\n${number} ${seq} ${sum}\n`);
  }

  entry(entry: Exclude<Entry, { kind: "session" | "dispatch" | "time" }>): void {
    this.#write(`J ${JSON.stringify(entry)}\n`);
  }

  #write(text: string): void {
    const now = Date.now();
    const late = now - this.#at >= TICK_MS;
    if (late) this.#at = now;
    writeSync(this.#file, late ? `T ${now}\n${text}` : text);
  }
}

/** The other end. A line that was cut off by the end of its writer is left out. */
export class RecordReader {
  readonly #file: number;
  readonly #sessions: string[] = [];
  readonly #chunk = Buffer.alloc(CHUNK);
  #position = 0;
  #rest = "";

  constructor(path: string) {
    this.#file = openSync(path, "a+");
  }

  /** What was written since. */
  *read(): Generator<Entry> {
    for (;;) {
      const length = readSync(this.#file, this.#chunk, 0, CHUNK, this.#position);
      if (length === 0) return;
      this.#position += length;
      const lines = (this.#rest + this.#chunk.toString("utf8", 0, length)).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) yield this.#entry(line);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #entry(line: string): Entry {
    if (line.startsWith("J ")) return JSON.parse(line.slice(2));
    const [first = "", second = "", third = ""] = line.split(" ");
    if (first === "T") return { kind: "time", at: Number(second) };
    if (first === "S") {
      this.#sessions.push(third);
      return { kind: "session", shard: Number(second), session: third };
    }
    const session = this.#sessions[Number(first)] ?? "";
    return { kind: "dispatch", session, seq: Number(second), sum: Number(third) };
  }
}
