// Events as the bytes that go over a connection, made before anything is measured: sending them is
// one copy into a socket.
//
// A tape has a compression context of its own that refers to nothing before it, so that one tape
// serves every shard, and tapes may follow each other on a connection in any order. That leaves no
// place for heartbeat acks, which would belong into the same context: a connection that plays
// tapes asks for no heartbeats.
//
// zstd remembers more than bytes from one block to the next, such as the last distances. What comes
// before a tape there is not compressed, which leaves that as it is in the beginning; for the same
// reason only one tape can be played on a connection.

import { Deflater } from "../../src/simulator/deflate.js";
import type { Packer } from "../../src/simulator/packer.js";
import { zstdPacker } from "../../src/simulator/zstd.js";
import { messageOf, type Event } from "./events.js";

/** How a connection wants its messages. */
export type Form = "zlib" | "zstd" | "text";

/** Level and header of Discord's own streams. */
const LEVEL = 6;
const HEADER = 0x9c;
const HEADER_BYTES = 2;

const WINDOW_LOG = 18;
/** RFC 8878, 3.1.1: the magic number, no field but the window's, and the window. */
const ZSTD_HEADER = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, (WINDOW_LOG - 10) << 3);

/** What packs a tape, and how much of its first message is the stream's header. */
const PACKERS = {
  zlib: { begin: (): Packer => new Deflater(LEVEL, HEADER), header: HEADER_BYTES },
  zstd: {
    begin: (): Packer => zstdPacker({ level: LEVEL, windowLog: WINDOW_LOG }),
    header: ZSTD_HEADER.length,
  },
  text: null,
} as const;

/** Frames, one behind the other. */
export class Tape {
  readonly bytes: Buffer;
  /** Where each frame begins, and where the last one ends. */
  readonly #starts: Float64Array;

  /** @param firstSeq - `s` of the first event; it goes up by one with each. */
  constructor(events: readonly Event[], count: number, firstSeq: number, form: Form) {
    const how = PACKERS[form];
    const packer = how?.begin();
    this.#starts = new Float64Array(count + 1);
    const frames: Buffer[] = [];
    let length = 0;
    for (let index = 0; index < count; index++) {
      const message = messageOf(events[index % events.length] as Event, firstSeq + index);
      const packed = packer?.pack(message).subarray(index === 0 ? how?.header : 0);
      const parts = frame(packed ?? message, form);
      frames.push(...parts);
      length += parts.reduce((sum, part) => sum + part.length, 0);
      this.#starts[index + 1] = length;
    }
    packer?.close();
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

/** The messages before the first tape of a connection, which begin its stream. */
export class Opening {
  readonly #form: Form;
  readonly #deflater = new Deflater(LEVEL, HEADER);
  #isFirst = true;

  constructor(form: Form) {
    this.#form = form;
  }

  frame(message: Buffer): Buffer {
    return Buffer.concat(frame(this.#packed(message), this.#form));
  }

  #packed(message: Buffer): Buffer {
    if (this.#form === "text") return message;
    if (this.#form === "zlib") return this.#deflater.pack(message);
    const header = this.#isFirst ? ZSTD_HEADER : Buffer.alloc(0);
    this.#isFirst = false;
    return Buffer.concat([header, rawBlock(message)]);
  }

  close(): void {
    this.#deflater.close();
  }
}

/** A block of zstd that is not compressed (RFC 8878, 3.1.1.2). */
function rawBlock(message: Buffer): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE(message.length << 3, 0, 3);
  return Buffer.concat([head, message]);
}

const OPCODES = { text: 0x81, zlib: 0x82, zstd: 0x82 } as const;

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
