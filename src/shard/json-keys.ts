// Walks the keys of the JSON object that a text is, on its bytes: the values are only stepped over.

import { skipSpace, skipString, skipValue } from "./json-scan.js";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET = 0x5b;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** Where a value stands in a text: from `start` up to, and without, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Is given a key and where its value stands; false ends the walk. */
export type Visit = (key: unknown, value: ByteRange) => boolean;

/**
 * Visits the keys of an object in their order.
 *
 * @returns whether the object ended and nothing follows it, or `visit` ended the walk
 */
export function walkKeys(text: Buffer, visit: Visit): boolean {
  let at = skipSpace(text, 0);
  if (text[at] !== OPEN) return false;
  at = skipSpace(text, at + 1);
  if (text[at] === CLOSE) return skipSpace(text, at + 1) === text.length;
  while (at >= 0) {
    const value = findValue(text, at);
    if (value === null) return false;
    if (!visit(readScalar(text, { start: at, end: value.key }), value)) return true;
    at = skipSpace(text, value.end);
    if (text[at] === CLOSE) return skipSpace(text, at + 1) === text.length;
    at = text[at] === COMMA ? skipSpace(text, at + 1) : -1;
  }
  return false;
}

/**
 * The text at a key of the object that begins at `at`; what stands behind it is not read.
 *
 * @param name - of ASCII letters.
 * @returns null where there is no object, no such key in it, or no string at it
 */
export function readText(text: Buffer, at: number, name: string): string | null {
  const key = Buffer.from(`"${name}"`);
  let next = skipSpace(text, at);
  if (text[next] !== OPEN) return null;
  do {
    next = skipSpace(text, next + 1);
    const value = findValue(text, next);
    if (value === null) return null;
    if (text.subarray(next, value.key).equals(key)) {
      const found = readScalar(text, value);
      return typeof found === "string" ? found : null;
    }
    next = skipSpace(text, value.end);
  } while (text[next] === COMMA);
  return null;
}

/** The value of the key that begins at `at`, and where that key ends. */
function findValue(text: Buffer, at: number): (ByteRange & { readonly key: number }) | null {
  const key = text[at] === QUOTE ? skipString(text, at) : -1;
  const colon = key < 0 ? -1 : skipSpace(text, key);
  if (text[colon] !== COLON) return null;
  const start = skipSpace(text, colon + 1);
  const end = skipValue(text, start);
  return end < 0 ? null : { key, start, end };
}

/**
 * The value of a string, number or literal.
 *
 * @returns null for an object or array as well; undefined where it is no JSON
 */
export function readScalar(text: Buffer, { start, end }: ByteRange): unknown {
  if (text[start] === OPEN || text[start] === BRACKET) return null;
  try {
    return JSON.parse(text.toString("utf8", start, end));
  } catch {
    return undefined;
  }
}
