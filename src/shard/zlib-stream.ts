// A connection with zlib-stream compression: one zlib stream for its whole life, in which every
// gateway message ends with the bytes of a sync flush. A message may come in any number of WebSocket
// messages; it is only inflated when its end is there.
// https://discord.com/developers/docs/events/gateway#zlib-stream

import { BytePile } from "./byte-pile.js";
import { mostCompressed, refusal, tooLarge, type Inflater } from "./inflater.js";
import { skipSpace, skipValue } from "./json-scan.js";
import type { RawInflate } from "./raw-inflate.js";

/** zlib makes at most about 1,030 bytes of one, so a bomb overshoots the limit by 8 MiB at most. */
const SLICE_BYTES = 8_192;
const MARKER = 0x0000_ffff;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/**
 * A piece of a message ends in the marker by chance once in four billion bytes: text that has no end
 * after so many pieces never will.
 */
const MAX_PIECES = 8;
/** RFC 1950: the low bits of the first byte name deflate; in the second, this bit a dictionary. */
const DEFLATE = 8;
const DICTIONARY = 0x20;

/** Inflates the streams of a shard's connections, one after the other. */
export class ZlibStream implements Inflater {
  readonly #raw: RawInflate;
  readonly #maxMessageBytes: number;
  /** A message's bytes whose end is to come. */
  readonly #compressed = new BytePile();
  /** A message's text whose end is to come: a piece of it ended in the marker by chance. */
  readonly #text = new BytePile();
  /** How many pieces it has. */
  #pieces = 0;
  #state: "header" | "messages" | "refused" = "header";

  constructor(raw: RawInflate, maxMessageBytes: number) {
    this.#raw = raw;
    this.#maxMessageBytes = maxMessageBytes;
  }

  push(frame: Buffer): Buffer | null {
    if (this.#state === "refused") throw refusal("one before it on its connection was refused");
    if (this.#compressed.length === 0 && endsInMarker(frame)) {
      const text = this.#inflate(frame);
      const isAlone = this.#text.length === 0 && text.at(-1) === CLOSE;
      return isAlone ? text : this.#gather(text);
    }
    this.#compressed.add(frame);
    if (this.#compressed.length > mostCompressed(this.#maxMessageBytes))
      this.#refuse(tooLarge(this.#maxMessageBytes));
    if (!endsInMarker(this.#compressed.view())) return null;
    return this.#gather(this.#inflate(this.#compressed.take()));
  }

  distrust(): void {
    this.#state = "refused";
    this.#forget();
    this.#raw.restart(false);
  }

  reset(): void {
    this.#raw.restart(this.#state !== "refused" && this.#text.length === 0);
    this.#forget();
    this.#state = "header";
  }

  close(): void {
    this.#forget();
    this.#raw.close();
  }

  #inflate(bytes: Buffer): Buffer {
    const body = this.#state === "header" ? this.#readHeader(bytes) : bytes;
    if (body.length <= SLICE_BYTES) return this.#inflateSlice(body, 0);
    const pieces: Buffer[] = [];
    let length = 0;
    for (let at = 0; at < body.length; at += SLICE_BYTES) {
      const piece = this.#inflateSlice(body.subarray(at, at + SLICE_BYTES), length);
      length += piece.length;
      pieces.push(piece);
    }
    return Buffer.concat(pieces, length);
  }

  /** @param before - how much text the message's slices before it have. */
  #inflateSlice(slice: Buffer, before: number): Buffer {
    const text = this.#push(slice);
    const length = this.#text.length + before + text.length;
    if (length > this.#maxMessageBytes) this.#refuse(tooLarge(this.#maxMessageBytes));
    return text;
  }

  #push(slice: Buffer): Buffer {
    try {
      return this.#raw.push(slice);
    } catch (error) {
      return this.#refuse("its compression is broken", error);
    }
  }

  /** Takes off the two bytes that begin a stream. */
  #readHeader(bytes: Buffer): Buffer {
    const header = bytes.readUInt16BE(0);
    const isZlib = ((header >> 8) & 0x0f) === DEFLATE && header % 31 === 0;
    if (!isZlib || header & DICTIONARY) this.#refuse("its connection is no zlib stream");
    this.#state = "messages";
    return bytes.subarray(2);
  }

  /** Adds to the text that is there, and gives it away if that makes it whole. */
  #gather(text: Buffer): Buffer | null {
    if (text.length === 0) this.#refuse("it is empty");
    if (this.#text.length === 0 && isWhole(text)) return text;
    this.#text.add(text);
    if (isWhole(this.#text.view())) {
      this.#pieces = 0;
      return this.#text.take();
    }
    if (++this.#pieces === MAX_PIECES) this.#refuse("its text has no end");
    return null;
  }

  #refuse(reason: string, cause?: unknown): never {
    this.distrust();
    throw refusal(reason, cause);
  }

  #forget(): void {
    this.#compressed.take();
    this.#text.take();
    this.#pieces = 0;
  }
}

function endsInMarker(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readUInt32BE(bytes.length - 4) === MARKER;
}

/** Whether an object has its end. What is no object is not waited for: its reader refuses it. */
function isWhole(text: Buffer): boolean {
  const start = skipSpace(text, 0);
  return start < text.length && (text[start] !== OPEN || skipValue(text, start) > 0);
}
