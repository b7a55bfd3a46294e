// An outbox between a test and the other end of its port.

import { headerOf } from "./header.js";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { Outbox, type Interceptor } from "../../src/host/outbox.js";
import { BatchReceiver } from "../../src/transport/batch.js";
import type { BatchMessage, FromHost, HostTask } from "../../src/transport/messages.js";

export const KIB = 1024;

/** An outbox, what it said of its room, and the other end of its port. */
export class Bench implements Disposable {
  readonly outbox: Outbox;
  readonly said: string[] = [];
  readonly #receiver = new BatchReceiver();
  readonly #channel = new MessageChannel();

  constructor(task: Partial<HostTask> = {}, interceptor: Interceptor | null = null) {
    const whole: HostTask = {
      port: this.#channel.port1,
      alive: new Int32Array(1),
      counters: new SharedArrayBuffer(0),
      token: "token",
      total: 1,
      shards: [],
      gatewayUrl: "ws://127.0.0.1:1",
      compress: "none",
      payload: "json",
      events: null,
      noncePrefix: "gr-1-",
      maxBufferedBytes: 64 * KIB,
      maxMessageBytes: 64 * KIB * KIB,
      charged: 0,
      ca: [],
      thread: 0,
      handlers: null,
      ...task,
    };
    const room = { full: () => this.said.push("full"), room: () => this.said.push("room") };
    this.outbox = new Outbox(whole, room, interceptor);
  }

  /** Gives it a dispatch of shard 0. */
  add(s: number, t: string, d: string): boolean {
    const message = Buffer.from(`{"t":"${t}","s":${s},"op":0,"d":${d}}`);
    return this.outbox.add(0, headerOf(message), message, false);
  }

  /** What has been posted since the last look. */
  posted(): FromHost[] {
    const all: FromHost[] = [];
    for (;;) {
      const next: { message: FromHost } | undefined = receiveMessageOnPort(this.#channel.port2);
      if (next === undefined) return all;
      all.push(next.message);
    }
  }

  /** Batches posted since the last look: names and seqs, marks, and bytes of memory. */
  batches(): { records: string[]; marks: number[]; weight: number }[] {
    return this.posted()
      .filter((message): message is BatchMessage => message.kind === "batch")
      .map((message) => {
        const batch = this.#receiver.receive(message);
        const records: string[] = [];
        for (const cursor = batch.cursor(); cursor.next();) {
          records.push(`${cursor.name} ${cursor.seq}${cursor.internal ? " internal" : ""}`);
        }
        return { records, marks: [...batch.marks], weight: batch.weight };
      });
  }

  credit(bytes: number, marks: readonly number[] = []): unknown {
    return this.outbox.credit({
      kind: "credit",
      bytes,
      marks: Float64Array.from(marks),
      buffers: [],
    });
  }

  [Symbol.dispose](): void {
    this.#channel.port1.close();
  }
}
