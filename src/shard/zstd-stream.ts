// A connection with zstd-stream compression: one zstd frame for its whole life, which never ends,
// and one gateway message a WebSocket message, flushed. A message that something on the way has cut
// into several is put together again, by the end of its JSON: nothing else tells where it is.
// https://discord.com/developers/docs/events/gateway#zstd-stream

import { BytePile } from "./byte-pile.js";
import { mostCompressed, refusal, tooLarge, type Inflater } from "./inflater.js";
import { JsonEnd } from "./json-end.js";
import type { RawZstd } from "./raw-zstd.js";
import { ZstdFrame } from "./zstd-frame.js";

const CLOSE = 0x7d;
/** Whole blocks that make no whole message: one was cut just there, by chance, or is broken. */
const MAX_PIECES = 8;

/** Decompresses the streams of a shard's connections, one after the other. */
export class ZstdStream implements Inflater {
  readonly #raw: RawZstd;
  readonly #maxMessageBytes: number;
  readonly #frame = new ZstdFrame();
  /** A message's text whose end is to come. */
  readonly #text = new BytePile();
  readonly #end = new JsonEnd();
  /** Bytes that have come of that message. */
  #compressed = 0;
  /** How often it looked whole and was not. */
  #pieces = 0;
  #state: "messages" | "refused" = "messages";

  /** @param raw - made for messages of `maxMessageBytes` */
  constructor(raw: RawZstd, maxMessageBytes: number) {
    this.#raw = raw;
    this.#maxMessageBytes = maxMessageBytes;
  }

  push(bytes: Buffer): Buffer | null {
    if (this.#state === "refused") throw refusal("one before it on its connection was refused");
    if (bytes.length === 0) return null;
    const begins = this.#frame.isBetweenBlocks;
    const fault = this.#frame.read(bytes);
    if (fault !== null) this.#refuse(fault);
    const text = this.#inflate(bytes);
    if (this.#text.length + text.length > this.#maxMessageBytes)
      this.#refuse(tooLarge(this.#maxMessageBytes));
    const ends = this.#frame.isBetweenBlocks;
    if (ends && this.#compressed === 0 && text.at(-1) === CLOSE) return text;
    this.#compressed += bytes.length;
    return this.#gather(text, begins && ends);
  }

  distrust(): void {
    this.#state = "refused";
    this.#forget();
    this.#raw.restart();
  }

  reset(): void {
    this.#raw.restart();
    this.#forget();
    this.#frame.reset();
    this.#state = "messages";
  }

  close(): void {
    this.#forget();
    this.#raw.close();
  }

  #inflate(bytes: Buffer): Buffer {
    try {
      return this.#raw.push(bytes);
    } catch (error) {
      if (error instanceof RangeError) this.#refuse(tooLarge(this.#maxMessageBytes), error);
      return this.#refuse("its compression is broken", error);
    }
  }

  /** Adds to the text that is there, and gives it away if that makes it whole. */
  #gather(text: Buffer, isWholeBlocks: boolean): Buffer | null {
    if (this.#compressed > mostCompressed(this.#maxMessageBytes))
      this.#refuse(tooLarge(this.#maxMessageBytes));
    this.#text.add(text);
    if (this.#end.read(text)) {
      const whole = this.#text.take();
      this.#forget();
      return whole;
    }
    if (isWholeBlocks && this.#text.length === 0) this.#refuse("it is empty");
    if (isWholeBlocks && ++this.#pieces === MAX_PIECES) this.#refuse("its text has no end");
    return null;
  }

  #refuse(reason: string, cause?: unknown): never {
    this.distrust();
    throw refusal(reason, cause);
  }

  /** No message has begun. */
  #forget(): void {
    this.#text.take();
    this.#end.reset();
    this.#compressed = 0;
    this.#pieces = 0;
  }
}
