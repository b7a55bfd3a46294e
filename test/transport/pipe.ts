// Both ends of the path of an event, with a real port between them.

import { headerOf } from "../support/header.js";
import assert from "node:assert/strict";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { payloadRange } from "../../src/shard/peek.js";
import { BatchReceiver, type Batch } from "../../src/transport/batch.js";
import { BatchWriter, type Origin } from "../../src/transport/batch-writer.js";
import type { BatchMessage } from "../../src/transport/messages.js";

/** Where the events of a test come from, if it does not matter. */
export const ORIGIN: Origin = { shard: 0, epoch: 0, replayed: false, internal: false };

/** A gateway message whose payload is this text. */
export function messageOf(name: string, seq: number, d: string): Buffer {
  return Buffer.from(`{"t":"${name}","s":${seq},"op":0,"d":${d}}`);
}

/** The same in another order of keys, with one that nobody knows. */
export function oddMessageOf(name: string, seq: number, d: string): Buffer {
  return Buffer.from(` {"op":0, "d":${d} , "u":{"d":1},"t":"${name}","s":${seq}}\n`);
}

/** A writer and a receiver, and the port between them. */
export class Pipe {
  readonly writer: BatchWriter;
  readonly receiver: BatchReceiver = new BatchReceiver();
  readonly #channel = new MessageChannel();

  constructor(payload: "decoded" | "json") {
    this.writer = new BatchWriter(payload, payloadRange);
  }

  /** Adds an event of shard 0. */
  add(name: string, seq: number, d: string): void {
    const message = messageOf(name, seq, d);
    this.writer.add(ORIGIN, headerOf(message), message);
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
