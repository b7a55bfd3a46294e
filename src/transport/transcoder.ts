// Writes a JSON value anew as msgpack, byte by byte. Hardly an object or a string comes into being
// on the way: that spares a thread most of what parsing and packing cost.
//
// Objects are msgpackr's records: the number of a shape, then the values. Heads are filled in when
// what they stand for has been read.
// https://github.com/msgpack/msgpack/blob/master/spec.md

import { endOfString, isAt } from "./json-string.js";
import { MARGIN, ScalarWriter, STRING_16 } from "./scalar-writer.js";
import { SHORT_NUMBERS, type Shape, type ShapeTable } from "./shape-table.js";
import { AS_TEXT, NO_ROOM, NO_SHAPE, NOT_JSON } from "./unwritten.js";

const QUOTE = 0x22;
const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Levels of nesting that cross in binary. A cold stack of 984 KB reads three times as many. */
const MAX_DEPTH = 1_000;

const PROTO = Buffer.from("__proto__");

/** Writes payloads of one port. */
export class Transcoder extends ScalarWriter {
  readonly #shapes: ShapeTable;
  #depth = 0;
  #maps = false;

  constructor(shapes: ShapeTable) {
    super();
    this.#shapes = shapes;
  }

  /** Where the last value ended in the text. */
  get end(): number {
    return this.at;
  }

  /**
   * Writes the value that begins at `at` to `out`.
   *
   * @param from - JSON as UTF-8, and nothing else
   * @param maps - whether objects are written with their keys, rather than by their shape
   * @returns where it ended in `to`
   * @throws one of `Unwritten`
   */
  write(
    from: Buffer,
    at: number,
    to: Buffer,
    { out, maps }: { out: number; maps: boolean },
  ): number {
    this.from = from;
    this.to = to;
    this.at = at;
    this.out = out;
    this.#depth = 0;
    this.#maps = maps;
    this.#value();
    return this.out;
  }

  #value(): void {
    if (this.out + MARGIN > this.to.length) throw NO_ROOM;
    const first = this.next();
    if (first === QUOTE) this.string();
    else if (first === OPEN) this.#object();
    else if (first === OPEN_ARRAY) this.#array();
    else this.scalar(first);
  }

  #object(): void {
    if (this.#depth === MAX_DEPTH) throw AS_TEXT;
    this.at += 1;
    const first = this.next();
    if (first === CLOSE) return this.put(0x80);
    if (first !== QUOTE) throw NOT_JSON;
    this.#depth += 1;
    const initial = this.from[this.at + 1] ?? 0;
    // One that is keyed by ids has a shape of its own each time.
    const isKeyed = initial >= ZERO && initial <= NINE;
    if (this.#depth === 1) this.#maps ||= isKeyed; // a payload that is a map holds no records
    if (this.#maps || isKeyed) this.#map();
    else this.#record(this.#shapes.root(initial));
    this.#depth -= 1;
  }

  #record(root: Shape): void {
    const head = this.out;
    const guess = root.head; // objects of a shape come in rows
    this.out = head + guess;
    let shape = root;
    do {
      shape = this.#key(shape);
      this.#colon();
      this.#value();
    } while (this.#goesOn(CLOSE));
    const number = shape.number >= 0 ? shape.number : this.#shapes.number(shape);
    if (number === null) throw NO_SHAPE;
    root.head = number < SHORT_NUMBERS ? 1 : 2;
    if (root.head !== guess) this.#shift(head + guess, head + root.head);
    if (number < SHORT_NUMBERS) {
      this.to[head] = 0x40 | number;
    } else {
      this.to[head] = 0x60 | (number & 0x1f);
      this.to[head + 1] = (number - SHORT_NUMBERS) >> 5;
    }
  }

  /** Moves all from `from` on to `to`, since the head before it is of another length. */
  #shift(from: number, to: number): void {
    const end = this.out + to - from;
    if (end > this.to.length) throw NO_ROOM;
    this.to.copyWithin(to, from, this.out);
    this.out = end;
  }

  /** Takes a key. What it makes of the keys before it. */
  #key(before: Shape): Shape {
    if (this.next() !== QUOTE) throw NOT_JSON;
    const from = this.from;
    const at = this.at;
    const { longer } = before;
    for (let index = 0; index < longer.length; index++) {
      const shape = longer[index] as Shape;
      if (!isAt(from, at, shape.token)) continue;
      this.at = at + shape.token.length;
      return shape;
    }
    return this.#newKey(before);
  }

  #newKey(before: Shape): Shape {
    const start = this.at;
    const end = endOfString(this.from, start + 1) + 1;
    const token = Buffer.from(this.from.subarray(start, end));
    const shape = this.#shapes.grow(before, token);
    if (shape === null) throw NO_SHAPE;
    this.at = end;
    return shape;
  }

  #map(): void {
    const head = this.out;
    this.out = head + 3;
    let count = 0;
    do {
      if (this.next() !== QUOTE) throw NOT_JSON;
      this.#mapKey();
      this.#colon();
      this.#value();
      count += 1;
    } while (this.#goesOn(CLOSE));
    this.#count(head, count, 0xde);
  }

  #mapKey(): void {
    if (this.out + MARGIN > this.to.length) throw NO_ROOM;
    const head = this.out;
    this.string();
    const start = head + (this.to[head] === STRING_16 ? 3 : 1); // so short a one has no other head
    if (this.out - start === PROTO.length && isAt(this.to, start, PROTO)) throw AS_TEXT;
  }

  #array(): void {
    if (this.#depth === MAX_DEPTH) throw AS_TEXT;
    this.at += 1;
    if (this.next() === CLOSE_ARRAY) return this.put(0x90);
    this.#depth += 1;
    const head = this.out;
    this.out = head + 3;
    let count = 0;
    do {
      this.#value();
      count += 1;
    } while (this.#goesOn(CLOSE_ARRAY));
    this.#count(head, count, 0xdc);
    this.#depth -= 1;
  }

  /** Fills in a head that counts; `code` is that of 16 bits, and the next one that of 32. */
  #count(head: number, count: number, code: number): void {
    const to = this.to;
    if (count <= 0xffff) {
      to[head] = code;
      to[head + 1] = count >> 8;
      to[head + 2] = count & 0xff;
      return;
    }
    this.#shift(head + 3, head + 5);
    to[head] = code + 1;
    to.writeUInt32BE(count, head + 1);
  }

  /** Takes a comma, or the end of what is being read; whether it was a comma. */
  #goesOn(close: number): boolean {
    const byte = this.next();
    this.at += 1;
    if (byte === COMMA) return true;
    if (byte !== close) throw NOT_JSON;
    return false;
  }

  #colon(): void {
    if (this.next() !== COLON) throw NOT_JSON;
    this.at += 1;
  }
}
