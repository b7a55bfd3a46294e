// Reads the header of a message that begins as Discord writes it, `{"t":…,"s":…,"op":…,"d":`: some
// hundred bytes, no string made. Anything else is left to whoever can read any order.

import { eventName } from "./name-cache.js";
import type { Header } from "./sink.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;
const BEFORE_T = Buffer.from('{"t":');
const BEFORE_S = Buffer.from(',"s":');
const BEFORE_OP = Buffer.from(',"op":');
const BEFORE_D = Buffer.from(',"d":');
const NULL = Buffer.from("null");
/** So many digits are always a safe integer. */
const MAX_DIGITS = 15;

/** A header that says where `d` begins. */
export interface Opening extends Header {
  readonly d: number;
}

/**
 * The header of a message in Discord's own order.
 *
 * @returns null where the order, white space, an escape or an odd value says otherwise
 */
export function readOpening(text: Buffer): Opening | null {
  if (!isAt(text, 0, BEFORE_T)) return null;
  const t = endOfName(text, BEFORE_T.length);
  if (t < 0 || !isAt(text, t, BEFORE_S)) return null;
  const s = endOfNumber(text, t + BEFORE_S.length);
  if (s < 0 || !isAt(text, s, BEFORE_OP)) return null;
  const op = endOfDigits(text, s + BEFORE_OP.length);
  if (op < 0 || !isAt(text, op, BEFORE_D)) return null;
  return {
    op: readDigits(text, s + BEFORE_OP.length, op),
    s: isDigit(text[s - 1]) ? readDigits(text, t + BEFORE_S.length, s) : null,
    t: text[t - 1] === QUOTE ? eventName(text, BEFORE_T.length + 1, t - 1) : null,
    d: op + BEFORE_D.length,
  };
}

function isAt(text: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) {
    if (text[at + i] !== bytes[i]) return false;
  }
  return true;
}

/** The byte after null or a string of plain ASCII; -1 where there is neither. */
function endOfName(text: Buffer, at: number): number {
  if (text[at] !== QUOTE) return endOfNull(text, at);
  for (let i = at + 1; i < text.length; i++) {
    const byte = text[i] ?? 0;
    if (byte === QUOTE) return i + 1;
    if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return -1;
  }
  return -1;
}

function endOfNumber(text: Buffer, at: number): number {
  return isDigit(text[at]) ? endOfDigits(text, at) : endOfNull(text, at);
}

function endOfNull(text: Buffer, at: number): number {
  return isAt(text, at, NULL) ? at + NULL.length : -1;
}

/** The byte after an integer that stands as plain digits; -1 where there is none. */
function endOfDigits(text: Buffer, at: number): number {
  let end = at;
  while (isDigit(text[end])) end++;
  const count = end - at;
  if (count === 0 || count > MAX_DIGITS) return -1;
  return text[at] === ZERO && count > 1 ? -1 : end;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function readDigits(text: Buffer, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (text[i] ?? ZERO) - ZERO;
  return value;
}
