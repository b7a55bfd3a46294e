// An inflater of a shard with the gateway at its other end, and all that came out of it.

import assert from "node:assert/strict";
import { GatewayError } from "../../src/discord/gateway-error.js";
import type { RawInflate } from "../../src/shard/raw-inflate.js";
import { ZlibStream } from "../../src/shard/zlib-stream.js";
import { ZlibServer } from "./zlib-server.js";

/** What came out of a connection. */
export interface Got {
  messages: Buffer[];
  refusals: string[];
}

/** The inflater of one shard, and the server at the other end. */
export class Inflating {
  readonly stream: ZlibStream;
  readonly all: Got[] = [];
  server: ZlibServer = new ZlibServer();
  /** Whether the header of the connection's stream is still to come. */
  isFresh = true;

  /** @param largest - message, in bytes. */
  constructor(raw: RawInflate, largest: number) {
    this.stream = new ZlibStream(raw, largest);
  }

  get got(): Got {
    return this.all.at(-1) ?? assert.fail("no connection");
  }

  connect(level: number): void {
    this.stream.reset();
    this.server = new ZlibServer(level);
    this.isFresh = true;
    this.all.push({ messages: [], refusals: [] });
  }

  /** Pushes bytes in frames cut at the given places. The network's memory is then used again. */
  push(bytes: Buffer, cuts: readonly number[] = []): void {
    this.isFresh = false;
    for (const part of cut(bytes, cuts)) {
      const frame = Buffer.from(part);
      this.#push(frame);
      frame.fill(0xff);
    }
  }

  #push(frame: Buffer): void {
    try {
      const message = this.stream.push(frame);
      if (message !== null) this.got.messages.push(message);
    } catch (error) {
      assert.ok(error instanceof GatewayError && error.code === "MESSAGE_REFUSED", String(error));
      this.got.refusals.push(error.message);
    }
  }
}

/**
 * Bytes in parts.
 *
 * @param cuts - any numbers: where, modulo their length.
 * @param last - a byte that no part may end in, but the last one.
 */
export function cut(bytes: Buffer, cuts: readonly number[], last: number = NaN): Buffer[] {
  const places = [...new Set(cuts.map((at) => at % Math.max(1, bytes.length)))]
    .filter((at) => at > 0 && bytes[at - 1] !== last)
    .toSorted((a, b) => a - b);
  const bounds = [0, ...places, bytes.length];
  return bounds.slice(1).map((end, i) => bytes.subarray(bounds[i], end));
}
