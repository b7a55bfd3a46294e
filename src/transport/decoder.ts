// The other end of the encoder: payloads as the user gets them.

import { Unpackr } from "msgpackr";
import { RecordReader } from "./record-reader.js";
import type { Keys } from "./shape-table.js";

/** Reads what the encoder at the other end of the port has written. */
export class Decoder {
  readonly #records = new RecordReader();
  readonly #unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
  readonly #range = { start: 0, end: 0 };

  /** Takes shapes of `takeShapes`, all of them and in their order. */
  learn(shapes: readonly Keys[]): void {
    this.#records.learn(shapes);
  }

  /** The value that lies at these bytes. Throws where they are damaged. */
  decode(bytes: Buffer, start: number, end: number): unknown {
    if (!isMap(bytes[start])) return this.#records.read(bytes, start, end);
    this.#range.start = start;
    this.#range.end = end;
    return this.#unpackr.unpack(bytes, this.#range);
  }
}

/** Whether an object begins that is written with its keys. It holds no records then. */
function isMap(head: number | undefined): boolean {
  return head === 0x80 || head === 0xde || head === 0xdf;
}
