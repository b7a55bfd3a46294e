// One thread's line to a `Delivery`: dispatches go through a real writer and a real receiver, and
// what the delivery tells is kept.

import { headerOf } from "./header.js";
import { Delivery } from "../../src/coordinator/delivery.js";
import type { BatchSink } from "../../src/coordinator/batch-sink.js";
import { Listeners } from "../../src/coordinator/listeners.js";
import { Position } from "../../src/coordinator/position.js";
import { Taken } from "../../src/coordinator/taken.js";
import type { GatewayError } from "../../src/index.js";
import { BatchWriter } from "../../src/transport/batch-writer.js";
import { BatchReceiver } from "../../src/transport/batch.js";
import { EventEmitter } from "node:events";

/** A dispatch of shard 0, or a mark without one. */
export interface Event {
  readonly seq: number;
  /** Left out where the event is filtered away. */
  readonly name?: string;
  readonly data?: unknown;
  /** In place of `data`: its text, which may be no JSON. */
  readonly text?: string;
  readonly internal?: boolean;
}

/** A delivery with one shard's line to it. */
export class Line {
  readonly emitter: EventEmitter = new EventEmitter();
  readonly failed: GatewayError[] = [];
  /** `position.handed` at each of its moves. */
  readonly handed: number[] = [];
  readonly finished: Taken[] = [];
  readonly delivery: Delivery;
  position: Position;
  readonly #writer: BatchWriter;
  readonly #receiver = new BatchReceiver();
  #epoch = 1;

  /** @param turnMs - for how long one turn hands over; by default a test is one turn. */
  constructor(
    payload: "decoded" | "json" = "decoded",
    sink: BatchSink | null = null,
    turnMs: number = Infinity,
  ) {
    this.#writer = new BatchWriter(payload, (message) => ({
      start: message.indexOf('"d":') + 4,
      end: message.length - 1,
    }));
    const listeners = new Listeners(this.emitter, (error) => this.failed.push(error));
    this.position = this.#session();
    const owner = {
      handed: ({ handed }: Position) => this.handed.push(handed),
      finished: (batch: Taken) => this.finished.push(batch),
    };
    this.delivery = new Delivery(listeners, sink, owner, turnMs);
  }

  /** The shard has a new session. */
  identify(): void {
    this.#epoch++;
    this.position = this.#session();
  }

  /** A batch of these. */
  batch(list: readonly Event[]): Taken {
    for (const { seq, name, data = null, text, internal = false } of list) {
      if (name === undefined) {
        this.#writer.cover(0, this.#epoch, seq);
        continue;
      }
      const d = text ?? JSON.stringify(data);
      const message = Buffer.from(`{"t":"${name}","s":${seq},"op":0,"d":${d}}`);
      const origin = { shard: 0, epoch: this.#epoch, replayed: false, internal };
      this.#writer.add(origin, headerOf(message), message);
    }
    const out = this.#writer.take();
    if (out === null) throw new Error("Cannot take a batch of nothing");
    return new Taken(0, this.#receiver.receive(out.message), new Map([[0, this.position]]));
  }

  /** Gives a batch of these to the delivery. */
  take(...list: readonly Event[]): void {
    this.delivery.take(this.batch(list));
  }

  #session(): Position {
    const session = { id: `session-${this.#epoch}`, url: "ws://127.0.0.1:1", seq: 0 };
    return new Position(0, this.#epoch, session, null);
  }
}

/** Events with these seqs, all of one name. */
export function events(...seqs: readonly number[]): Event[] {
  return seqs.map((seq) => ({ seq, name: "PING", data: { seq } }));
}
