// Both ends of the path of an event, with a real port between them.

import assert from "node:assert/strict";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { BatchReceiver, type Batch } from "../../src/transport/batch.js";
import { BatchWriter, type Origin } from "../../src/transport/batch-writer.js";
import type { BatchMessage } from "../../src/transport/messages.js";

const HEAD = '{"t":"';
const BEFORE_PAYLOAD = '","d":';

/** Where the events of a test come from, if it does not matter. */
export const ORIGIN: Origin = { shard: 0, epoch: 0, replayed: false, internal: false };

/** A gateway message whose payload is this text. */
export function messageOf(name: string, seq: number, d: string): Buffer {
  return Buffer.from(`${HEAD}${name}","s":${seq},"op":0,"u":"${BEFORE_PAYLOAD}${d}}`);
}

/** Where `messageOf` has put the payload. */
export function rangeOf(message: Buffer): { start: number; end: number } {
  return {
    start: message.indexOf(BEFORE_PAYLOAD) + BEFORE_PAYLOAD.length,
    end: message.length - 1,
  };
}

/** A writer and a receiver, and the port between them. */
export class Pipe {
  readonly writer: BatchWriter;
  readonly receiver: BatchReceiver = new BatchReceiver();
  readonly #channel = new MessageChannel();

  constructor(payload: "decoded" | "json") {
    this.writer = new BatchWriter(payload, rangeOf);
  }

  /** Adds an event of shard 0. */
  add(name: string, seq: number, d: string): void {
    const header = { op: 0, s: seq, t: name };
    this.writer.add(ORIGIN, header, messageOf(name, seq, d));
  }

  /** Sends everything that waits. */
  send(): Batch[] {
    const batches: Batch[] = [];
    for (let next = this.writer.take(); next !== null; next = this.writer.take()) {
      this.#channel.port1.postMessage(next.message, next.transfer);
      assert.ok(next.transfer.every((buffer) => buffer.byteLength === 0));
      batches.push(this.#receive());
    }
    return batches;
  }

  #receive(): Batch {
    const received: { message: BatchMessage } | undefined = receiveMessageOnPort(
      this.#channel.port2,
    );
    assert.ok(received !== undefined);
    return this.receiver.receive(received.message);
  }
}
