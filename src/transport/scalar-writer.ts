// The values of a JSON text that hold no others, on their way into msgpack.

import { endOfNumber, readNumber, writeDouble, writeInteger } from "./json-number.js";
import { endOfString, isAt, STOPS, WIDE_STOPS, writeString } from "./json-string.js";
import { AS_TEXT, NO_ROOM, NOT_JSON } from "./unwritten.js";

const QUOTE = 0x22;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const E = 0x65;
const F = 0x66;
const N = 0x6e;
const T = 0x74;

const FALSE = Buffer.from("false");
const NULL = Buffer.from("null");
const TRUE = Buffer.from("true");

/** So many digits are always a safe integer. */
const MAX_DIGITS = 15;

/** The longest string whose head is one byte, and the longest whose head is two. */
const SHORT = 31;
const MIDDLE = 255;

/** Heads of a string whose length stands in the next byte, the next two, the next four. */
export const STRING_8 = 0xd9;
export const STRING_16 = 0xda;
export const STRING_32 = 0xdb;

/** More than a number, a head or a string of `MIDDLE` takes. */
export const MARGIN = 264;

/** In UTF-8: goes missing at the beginning of a string where the native extractor does not run. */
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

/** Strings, numbers and literals; what they stand in is the transcoder's. */
export class ScalarWriter {
  protected from: Buffer = Buffer.alloc(0);
  protected to: Buffer = Buffer.alloc(0);
  /** Where the next byte is read in `from`, and where the next one is written in `to`. */
  protected at = 0;
  protected out = 0;

  /** The byte that comes next but for white space; it is not taken. */
  protected next(): number {
    const from = this.from;
    let at = this.at;
    let byte = from[at] ?? 0;
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = from[++at] ?? 0;
    this.at = at;
    return byte;
  }

  /** Takes a byte of the text for one of msgpack. */
  protected put(byte: number): void {
    this.at += 1;
    this.to[this.out++] = byte;
  }

  /** A value that is neither a string nor holds others; `first` is its first byte. */
  protected scalar(first: number): void {
    if (first === N) this.#literal(NULL, 0xc0);
    else if (first === T) this.#literal(TRUE, 0xc3);
    else if (first === F) this.#literal(FALSE, 0xc2);
    else this.#number();
  }

  #literal(word: Buffer, byte: number): void {
    if (!isAt(this.from, this.at, word)) throw NOT_JSON;
    this.at += word.length;
    this.to[this.out++] = byte;
  }

  /** One with a head of one or two bytes is ASCII: the reader counts on it. */
  protected string(): void {
    const to = this.to;
    const start = this.at + 1;
    const head = this.out;
    if (this.#copy(start, head + 1, SHORT, STOPS)) {
      to[head] = 0xa0 | (this.out - head - 1);
    } else if (this.#copy(start, head + 2, MIDDLE, STOPS)) {
      to[head] = STRING_8;
      to[head + 1] = this.out - head - 2;
    } else if (this.#copy(start, head + 3, MIDDLE, WIDE_STOPS)) {
      this.#refuseMark(head + 3);
      to[head] = STRING_16;
      to[head + 1] = 0;
      to[head + 2] = this.out - head - 3;
    } else this.#longString(start);
  }

  /**
   * Copies a string that is not longer than `most` and has none of the bytes of `stops`; whether it
   * is such one.
   */
  #copy(start: number, body: number, most: number, stops: Uint8Array): boolean {
    const from = this.from;
    const to = this.to;
    const end = Math.min(start + most, from.length - 1);
    let at = start;
    let out = body;
    let byte = from[at] ?? 0;
    while (at < end && stops[byte] === 0) {
      to[out++] = byte;
      byte = from[++at] ?? 0;
    }
    if (byte !== QUOTE) return false;
    this.at = at + 1;
    this.out = out;
    return true;
  }

  #longString(start: number): void {
    const to = this.to;
    const head = this.out;
    const end = endOfString(this.from, start);
    const most = end - start;
    const body = head + (most < 0x1_0000 ? 3 : 5);
    if (body + most > to.length) throw NO_ROOM;
    this.out = writeString(this.from, { start, end }, to, body);
    this.#refuseMark(body);
    const length = this.out - body;
    if (most < 0x1_0000) to.writeUIntBE((STRING_16 << 16) | length, head, 3);
    else to.writeUInt32BE(length, to.writeUInt8(STRING_32, head));
    this.at = end + 1;
  }

  /** What has been written from `body` on may not begin with a byte order mark. */
  #refuseMark(body: number): void {
    if (this.out - body > 2 && isAt(this.to, body, BYTE_ORDER_MARK)) throw AS_TEXT;
  }

  #number(): void {
    const from = this.from;
    const negative = from[this.at] === MINUS;
    const start = negative ? this.at + 1 : this.at;
    let at = start;
    let value = 0;
    for (let byte = from[at] ?? 0; byte >= ZERO && byte <= NINE; byte = from[++at] ?? 0) {
      value = value * 10 + byte - ZERO;
    }
    const digits = at - start;
    const next = (from[at] ?? 0) | 0x20;
    const isPlain = digits > 0 && digits <= MAX_DIGITS && next !== (DOT | 0x20) && next !== E;
    const isZero = from[start] === ZERO;
    if (!isPlain || (isZero && (digits > 1 || negative))) return this.#oddNumber();
    this.at = at;
    this.out = writeInteger(this.to, this.out, negative ? -value : value);
  }

  /** One that is no small integer in plain digits. */
  #oddNumber(): void {
    const end = endOfNumber(this.from, this.at);
    const value = readNumber(this.from.toString("latin1", this.at, end));
    this.at = end;
    this.out = writeDouble(this.to, this.out, value);
  }
}
