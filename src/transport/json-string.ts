// Strings of a JSON text on their way into msgpack, as bytes: both write UTF-8, so that only escapes
// have to be undone.

import { AS_TEXT, NOT_JSON } from "./unwritten.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const U = 0x75;

/** 1 for each byte that does not stand for itself in a string. */
export const WIDE_STOPS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH ? 1 : 0,
);

/** The same, and 1 for each byte that is not ASCII. */
export const STOPS: Uint8Array = WIDE_STOPS.map((stops, byte) => (byte < 0x80 ? stops : 1));

/** What the letter of a short escape stands for; 0 where it is none. */
const SHORT: Uint8Array = new Uint8Array(256);
for (const [letter, meant] of ["b\b", "f\f", "n\n", "r\r", "t\t", "//", '""', "\\\\"]) {
  SHORT[letter?.charCodeAt(0) ?? 0] = meant?.charCodeAt(0) ?? 0;
}

/**
 * Where a string ends that goes on at `at`: the place of its closing quote.
 *
 * @throws NOT_JSON where the text ends first, or a byte may not stand in a string.
 */
export function endOfString(text: Buffer, at: number): number {
  for (let i = at; i < text.length; i++) {
    const byte = text[i] ?? 0;
    if (WIDE_STOPS[byte] === 0) continue;
    if (byte === QUOTE) return i;
    if (byte !== BACKSLASH) throw NOT_JSON;
    i++;
  }
  throw NOT_JSON;
}

/**
 * Writes the inside of a string, from `start` up to `end`, at `out`.
 *
 * @returns where it ended, never behind the length that it had.
 * @throws NOT_JSON for an escape that is none; AS_TEXT for half of a surrogate pair, which UTF-8
 *   cannot say.
 */
export function writeString(from: Buffer, range: Range, to: Buffer, out: number): number {
  const { start, end } = range;
  let done = start;
  let put = out;
  for (let at = nextEscape(from, start, end); at < end;) {
    put += from.copy(to, put, done, at);
    const letter = from[at + 1] ?? 0;
    if (letter === U) {
      const pair = isPair(from, at);
      put = writeCode(to, put, pair ? pairAt(from, at) : unitAt(from, at));
      done = at + (pair ? 12 : 6);
    } else {
      put = writeShort(to, put, letter);
      done = at + 2;
    }
    at = nextEscape(from, done, end);
  }
  return put + from.copy(to, put, done, end);
}

/** Whether these bytes stand at `at`. */
export function isAt(text: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) {
    if (text[at + i] !== bytes[i]) return false;
  }
  return true;
}

/** From `start` up to, and without, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where the next escape begins; `end` where there is none before it. */
function nextEscape(text: Buffer, at: number, end: number): number {
  const found = text.subarray(at, end).indexOf(BACKSLASH);
  return found === -1 ? end : at + found;
}

function writeShort(to: Buffer, out: number, letter: number): number {
  const byte = SHORT[letter] ?? 0;
  if (byte === 0) throw NOT_JSON;
  to[out] = byte;
  return out + 1;
}

/** UTF-8 of one character. */
function writeCode(to: Buffer, out: number, code: number): number {
  if (code < 0x80) {
    to[out] = code;
    return out + 1;
  }
  if (code >= 0xd800 && code <= 0xdfff) throw AS_TEXT;
  return out + to.write(String.fromCodePoint(code), out, "utf8");
}

/** Whether two escapes from `at` on are the halves of one character. */
function isPair(text: Buffer, at: number): boolean {
  if (text[at + 6] !== BACKSLASH || text[at + 7] !== U) return false;
  return (unitAt(text, at) & 0xfc00) === 0xd800 && (unitAt(text, at + 6) & 0xfc00) === 0xdc00;
}

function pairAt(text: Buffer, at: number): number {
  return 0x10000 + ((unitAt(text, at) & 0x3ff) << 10) + (unitAt(text, at + 6) & 0x3ff);
}

/** What `\uXXXX` says. */
function unitAt(text: Buffer, at: number): number {
  let unit = 0;
  for (let i = at + 2; i < at + 6; i++) unit = unit * 16 + hexOf(text[i] ?? 0);
  return unit;
}

function hexOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61;
  if (letter < 0 || letter > 5) throw NOT_JSON;
  return letter + 10;
}
