// Events as the bytes that go over a connection, made before anything is measured: sending them is
// one copy into a socket.
//
// A tape has a compression context of its own that refers to nothing before it, so that one tape
// serves every shard, and tapes may follow each other on a connection in any order. That leaves no
// place for heartbeat acks, which would belong into the same context: a connection that plays
// tapes asks for no heartbeats.

import { Deflater } from "../../src/simulator/deflate.js";
import { messageOf, type Event } from "./events.js";

/** How a connection wants its messages. */
export type Form = "zlib" | "text";

/** Level and header of Discord's own streams. */
const LEVEL = 6;
const HEADER = 0x9c;
const HEADER_BYTES = 2;

/** Frames, one behind the other. */
export class Tape {
  readonly bytes: Buffer;
  /** Where each frame begins, and where the last one ends. */
  readonly #starts: Float64Array;

  /** @param firstSeq - `s` of the first event; it goes up by one with each. */
  constructor(events: readonly Event[], count: number, firstSeq: number, form: Form) {
    const deflater = form === "zlib" ? new Deflater(LEVEL, HEADER) : null;
    this.#starts = new Float64Array(count + 1);
    const frames: Buffer[] = [];
    let length = 0;
    for (let index = 0; index < count; index++) {
      const message = messageOf(events[index % events.length] as Event, firstSeq + index);
      const packed = deflater?.pack(message).subarray(index === 0 ? HEADER_BYTES : 0);
      const parts = frame(packed ?? message, form);
      frames.push(...parts);
      length += parts.reduce((sum, part) => sum + part.length, 0);
      this.#starts[index + 1] = length;
    }
    deflater?.close();
    this.bytes = Buffer.concat(frames, length);
  }

  /** How many events. */
  get count(): number {
    return this.#starts.length - 1;
  }

  /** The frames of the events from `from` up to `to`, without it. */
  slice(from: number, to: number): Buffer {
    return this.bytes.subarray(this.#starts[from], this.#starts[to]);
  }
}

/** The messages before the first tape of a connection, which begin its zlib stream. */
export class Opening {
  readonly #form: Form;
  readonly #deflater = new Deflater(LEVEL, HEADER);

  constructor(form: Form) {
    this.#form = form;
  }

  frame(message: Buffer): Buffer {
    const payload = this.#form === "zlib" ? this.#deflater.pack(message) : message;
    return Buffer.concat(frame(payload, this.#form));
  }

  close(): void {
    this.#deflater.close();
  }
}

const OPCODES = { text: 0x81, zlib: 0x82 } as const;

/** A whole WebSocket message in one unmasked frame (RFC 6455, 5.2). */
function frame(payload: Buffer, form: Form): readonly Buffer[] {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = OPCODES[form];
  if (head.length === 2) head[1] = length;
  else if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return [head, payload];
}
