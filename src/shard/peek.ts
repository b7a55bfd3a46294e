// Reads the header of a gateway message from its bytes and says where its payload stands, without
// parsing the payload. Discord's own order of keys is only a fast path: nothing promises it, so any
// other text is walked key by key.
// https://discord.com/developers/docs/events/gateway-events#payload-structure

import { readScalar, walkKeys, type ByteRange } from "./json-keys.js";
import { skipSpace, skipValue } from "./json-scan.js";
import type { Header } from "./sink.js";
import { readOpening } from "./wire-order.js";

const CLOSE = 0x7d;

/**
 * The header of a message, as a parse of the whole text gives it; a `t` that is no string and an
 * `s` that is no integer count as null. Reading ends once `op`, `s` and `t` are known, so a text
 * that is broken further on is not told from a good one.
 *
 * @param message - JSON as UTF-8, no key of which stands twice
 * @returns null when it is no JSON object with an integer `op`
 */
export function peek(message: Buffer): Header | null {
  return readOpening(message) ?? peekInAnyOrder(message);
}

function peekInAnyOrder(message: Buffer): Header | null {
  const values = new Map<unknown, unknown>();
  const sound = walkKeys(message, (key, value) => {
    if (key === "op" || key === "s" || key === "t") values.set(key, readScalar(message, value));
    return values.size < 3;
  });
  const op = integer(values.get("op"));
  if (!sound || op === null || [...values.values()].includes(undefined)) return null;
  const t = values.get("t");
  return { op, s: integer(values.get("s")), t: typeof t === "string" ? t : null, d: null };
}

function integer(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) ? value : null;
}

/**
 * Where the value of `d` stands in a message, whatever keys stand around it. Takes time by the
 * length of the message.
 *
 * @param message - JSON as UTF-8
 * @param at - where the header says that it begins
 * @returns null when there is no `d`, or the text ends before its time
 */
export function payloadRange(message: Buffer, at: number | null): ByteRange | null {
  if (at === null) return findPayload(message);
  const start = skipSpace(message, at);
  const end = skipValue(message, start);
  const isLast = message[end] === CLOSE && end + 1 === message.length;
  return isLast ? { start, end } : findPayload(message);
}

function findPayload(message: Buffer): ByteRange | null {
  let payload: ByteRange | null = null;
  const sound = walkKeys(message, (key, value) => {
    if (key === "d") payload = value;
    return true;
  });
  return sound ? payload : null;
}
