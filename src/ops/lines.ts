// A batch as lines of JSON, with the bytes that Discord sent as `d` and no parsing on the way. The
// thread that wrote the batch has put spaces where line ends stood.

import type { TakenBatch } from "../coordinator/batch-sink.js";
import { Quotes } from "./quotes.js";

/** Lines, ready to be written. */
export interface Lines {
  readonly bytes: Buffer;
  /** How many. */
  readonly count: number;
}

/** What a line needs besides `d`, at most: enough for nearly all of them. */
const FRAME_BYTES = 160;

/** Bytes that grow as they are written. */
class Growing {
  #bytes: Buffer;
  #length = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  ascii(text: string): void {
    this.#reserve(text.length);
    this.#length += this.#bytes.write(text, this.#length, "latin1");
  }

  copy(source: Buffer, start: number, end: number): void {
    this.#reserve(end - start);
    this.#length += source.copy(this.#bytes, this.#length, start, end);
  }

  get written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(needed * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Makes the lines of a batch, leaving out what crossed only for the coordinator. */
export function linesOf(batch: TakenBatch): Lines {
  const lines = new Growing(batch.bytes.length + batch.count * FRAME_BYTES);
  const quotes = new Quotes();
  const cursor = batch.cursor();
  let count = 0;
  while (cursor.next()) {
    if (cursor.internal) continue;
    const { shard, seq } = cursor;
    const session = quotes.of(batch.session(shard));
    const name = quotes.of(cursor.name);
    lines.ascii(`{"shard":${shard},"session":${session},"s":${seq},"t":${name},"d":`);
    lines.copy(batch.bytes, cursor.start, cursor.end);
    lines.ascii("}\n");
    count++;
  }
  return { bytes: lines.written, count };
}
