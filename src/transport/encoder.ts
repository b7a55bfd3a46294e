// The payload of a dispatch in binary, which the main thread reads in much less time than JSON.
//
// An object is written as the number of its shape and its values. The encoder of a thread tells
// its decoder each new shape once, beside the batch that first uses it, which leaves the records
// independent of each other: any of them may be decoded late or never.

import { isUtf8 } from "node:buffer";
import { skipSpace } from "../shard/json-scan.js";
import { ShapeTable, type Keys } from "./shape-table.js";
import { Transcoder } from "./transcoder.js";
import { AS_TEXT, NO_ROOM, NO_SHAPE, NOT_JSON } from "./unwritten.js";

/** Where `d` lies in the bytes of a message: from `start` up to `end`, without it. */
export interface PayloadRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds `d` in a whole message; null where there is none, or the text ends before its time.
 *
 * @param at - where it begins, if that is known
 */
export type FindPayload = (message: Buffer, at: number | null) => PayloadRange | null;

/** What is known of a message's header. */
export interface Envelope {
  /** The event's name. */
  readonly t: string;
  /** Where `d` begins, if that is known. */
  readonly d: number | null;
}

/** Said in place of where a payload ended: it crosses as JSON text, or needs a larger buffer. */
export const STAYS_TEXT = -1;
export const NEEDS_ROOM = -2;

const CLOSE = 0x7d;
const NIL = 0xc0;

/** Encodes dispatches for one port. */
export class Encoder {
  readonly #find: FindPayload;
  readonly #shapes = new ShapeTable();
  readonly #transcoder = new Transcoder(this.#shapes);

  constructor(find: FindPayload) {
    this.#find = find;
  }

  /**
   * Writes `d` of a whole message to `to`, from `out` on.
   *
   * @returns where it ended, or `STAYS_TEXT`, or `NEEDS_ROOM`
   * @throws SyntaxError where the message is no JSON object
   */
  encode({ t, d }: Envelope, message: Buffer, to: Buffer, out: number): number {
    const maps = !this.#shapes.open(t);
    // What is no UTF-8 is read as a parser of text reads it. Where `d` begins does not change: all
    // before it is ASCII.
    const text = isUtf8(message) ? message : Buffer.from(message.toString());
    if (d !== null) {
      const end = this.#write(text, d, to, { out, maps });
      if (end < 0 || isEnd(text, this.#transcoder.end)) return end;
    }
    checkObject(text);
    const start = this.#find(text, null)?.start;
    if (start !== undefined) return this.#write(text, start, to, { out, maps });
    if (out === to.length) return NEEDS_ROOM;
    to[out] = NIL;
    return out + 1;
  }

  /** The shapes that are new since the last call, in the order of their numbers, if any. */
  takeShapes(): readonly Keys[] | undefined {
    return this.#shapes.takeFresh();
  }

  #write(text: Buffer, at: number, to: Buffer, how: { out: number; maps: boolean }): number {
    try {
      return this.#transcoder.write(text, at, to, how);
    } catch (error) {
      if (error === NO_ROOM) return NEEDS_ROOM;
      if (error === NO_SHAPE) return this.#write(text, at, to, { out: how.out, maps: true });
      if (error !== AS_TEXT && error !== NOT_JSON) throw error;
    }
    checkObject(text);
    return STAYS_TEXT;
  }
}

/** Whether nothing but the end of an object follows. */
function isEnd(text: Buffer, at: number): boolean {
  const end = skipSpace(text, at);
  return text[end] === CLOSE && skipSpace(text, end + 1) === text.length;
}

/** The last word on whether a text is JSON has the parser that everybody uses. */
export function checkObject(text: Buffer): void {
  const value: unknown = JSON.parse(text.toString());
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new SyntaxError("Cannot read a message as a JSON object: received another JSON value");
}
