// Reads what the transcoder writes: msgpack with msgpackr's records, an object as the number of its
// shape and its values. The main thread spends most of its time here, so a shape that comes again
// and again gets a function of its own, which makes the whole object at once.
// https://github.com/msgpack/msgpack/blob/master/spec.md

import { damaged, ScalarReader } from "./scalar-reader.js";
import { STRING_16, STRING_32, STRING_8 } from "./scalar-writer.js";
import { SHORT_NUMBERS, type Keys } from "./shape-table.js";

/** Objects of a shape that are put together key by key, before it gets its function. */
const FIRST_FEW = 8;

/** Stands for a byte behind the end: no value begins with it. */
const NOTHING = 0xc1;

type Make = (reader: RecordReader) => object;

/** A shape, on the side that reads. */
interface Kind {
  readonly keys: Keys;
  /** How many objects were read before it had its function. */
  count: number;
  make: Make | null;
}

/** Reads the payloads of one port. */
export class RecordReader extends ScalarReader {
  readonly #kinds: Kind[] = [];

  /** Takes shapes, all of them and in the order of their numbers. */
  learn(shapes: readonly Keys[]): void {
    for (const keys of shapes) this.#kinds.push({ keys, count: 0, make: null });
  }

  /** The value that lies at these bytes. Throws where they are damaged. */
  read(from: Buffer, start: number, end: number): unknown {
    this.open(from, start, end);
    try {
      const value = this.value();
      if (this.at !== end) throw damaged(`it ends at ${this.at}, not at ${end}`);
      return value;
    } finally {
      this.close();
    }
  }

  /** The next value; for the functions of shapes. */
  value(): unknown {
    const head = this.from[this.at++] ?? NOTHING;
    if (head < 0x40) return head;
    if (head < 0x80) return this.#record(head);
    if (head >= 0xa0 && head < 0xc0) return this.ascii(head - 0xa0);
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0x90:
        return [];
      case STRING_8:
        return this.ascii(this.uint8());
      case STRING_16:
        return this.string(this.uint16());
      case 0xdc:
        return this.#array(this.uint16());
      default:
        return this.#rare(head);
    }
  }

  #rare(head: number): unknown {
    switch (head) {
      case 0x80:
        return {};
      case STRING_32:
        return this.string(this.uint32());
      case 0xdd:
        return this.#array(this.uint32());
      case 0xde:
        return this.#map(this.uint16());
      case 0xdf:
        return this.#map(this.uint32());
      default:
        return this.number(head);
    }
  }

  #array(length: number): unknown[] {
    const array: unknown[] = [];
    for (let index = 0; index < length; index++) array.push(this.value());
    return array;
  }

  #map(length: number): object {
    const object: Record<string, unknown> = {};
    for (let index = 0; index < length; index++) {
      const key = String(this.value());
      object[key] = this.value();
    }
    return object;
  }

  #record(head: number): object {
    const low = head & 0x1f;
    const number = head < 0x60 ? low : SHORT_NUMBERS + low + (this.uint8() << 5);
    const kind = this.#kinds[number];
    if (kind === undefined) throw damaged(`there is no shape ${number}`);
    return kind.make === null ? this.#byKeys(kind) : kind.make(this);
  }

  #byKeys(kind: Kind): object {
    kind.count += 1;
    if (kind.count === FIRST_FEW) kind.make = makerOf(kind.keys);
    const object: Record<string, unknown> = {};
    for (const key of kind.keys) object[key] = this.value();
    return object;
  }
}

/**
 * A function that reads an object's values in the order of its keys; null where Node was told to
 * make none of text.
 */
function makerOf(keys: Keys): Make | null {
  const fields = keys.map((key) => `${JSON.stringify(key)}:r.value()`);
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- keys are quoted; a loop takes twice as long
    return new Function("r", `return{${fields.join()}}`) as Make;
  } catch (error) {
    if (error instanceof EvalError) return null;
    throw error;
  }
}
