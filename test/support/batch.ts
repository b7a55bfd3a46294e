// Batches as they reach the coordinator, from dispatches in plain words.

import { headerOf } from "./header.js";
import type { TakenBatch } from "../../src/coordinator/batch-sink.js";
import { BatchReceiver } from "../../src/transport/batch.js";
import { BatchWriter } from "../../src/transport/batch-writer.js";

/** A dispatch. */
export interface Record {
  readonly shard: number;
  readonly seq: number;
  readonly name: string;
  /** JSON. */
  readonly d: string;
  readonly internal?: boolean;
}

/** A batch of these, their payloads as Discord's text. */
export function batchOf(records: readonly Record[]): TakenBatch {
  const writer = new BatchWriter("json", (message) => ({
    start: message.indexOf('"d":') + 4,
    end: message.length - 1,
  }));
  for (const { shard, seq, name, d, internal = false } of records) {
    const message = Buffer.from(`{"t":${JSON.stringify(name)},"s":${seq},"op":0,"d":${d}}`);
    const origin = { shard, epoch: 1, replayed: false, internal };
    writer.add(origin, headerOf(message), message);
  }
  const outgoing = writer.take();
  if (outgoing === null) throw new Error("Cannot make a batch of nothing");
  const batch = new BatchReceiver().receive(outgoing.message);
  return {
    bytes: batch.bytes,
    count: batch.count,
    cursor: () => batch.cursor(),
    session: (shard) => `session-${shard}`,
  };
}
