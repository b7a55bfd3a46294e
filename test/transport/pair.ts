// Both ends of the codec, without a port between them.

import assert from "node:assert/strict";
import { Unpackr } from "msgpackr";
import { payloadRange, peek } from "../../src/shard/peek.js";
import { Decoder } from "../../src/transport/decoder.js";
import { Encoder, NEEDS_ROOM, STAYS_TEXT } from "../../src/transport/encoder.js";
import { messageOf } from "./pipe.js";

/** What an encoder writes, in a buffer that is hardly larger; null where it stays text. */
export function encode(encoder: Encoder, message: Buffer): Buffer | null {
  const { t, d } = peek(message) ?? { t: null, d: null };
  for (let size = 65; ; size += 1 + (size >> 3)) {
    const to = Buffer.alloc(size);
    const end = encoder.encode({ t: t ?? "", d }, message, to, 1);
    assert.ok(end <= size, "written past the end");
    if (end === STAYS_TEXT) return null;
    if (end !== NEEDS_ROOM) return to.subarray(1, end);
  }
}

/** An encoder and the decoder that it teaches. */
export class Pair {
  readonly encoder: Encoder = new Encoder(payloadRange);
  readonly decoder: Decoder = new Decoder();
  readonly #shapes: string[][] = [];
  /** Reads the same as our decoder: what is written is msgpackr's format. */
  readonly #judge = new Unpackr({ mapsAsObjects: true, getStructures: () => [...this.#shapes] });

  /** How many it has learnt. */
  get shapes(): number {
    return this.#shapes.length;
  }

  /** What `d` is packed to, or null. */
  pack(name: string, d: string, make: typeof messageOf = messageOf): Buffer | null {
    return encode(this.encoder, make(name, 1, d));
  }

  learn(): void {
    const fresh = this.encoder.takeShapes() ?? [];
    for (const keys of fresh) this.#shapes.push([...keys]);
    this.decoder.learn(structuredClone(fresh));
  }

  /** Asserts that our decoder and msgpackr read `d` in these bytes. */
  read(packed: Buffer, d: string): void {
    const value: unknown = JSON.parse(d);
    const ours = this.decoder.decode(packed, 0, packed.length);
    assert.deepEqual(ours, value);
    assert.equal(JSON.stringify(ours), JSON.stringify(value), "in the order of its keys");
    assert.deepEqual(this.#judge.unpack(packed), value);
  }

  /** Sends `d` across; asserts that it crosses in binary and comes back as it is. */
  check(name: string, d: string): void {
    const packed = this.pack(name, d);
    assert.ok(packed !== null, `${name} crosses as text`);
    this.learn();
    this.read(packed, d);
  }
}
