// A batch as lines of JSON, with the bytes that Discord sent as `d` and no parsing on the way.

import type { TakenBatch } from "../coordinator/batch-sink.js";
import type { BatchCursor } from "../transport/batch.js";

/** Lines, ready to be written. */
export interface Lines {
  readonly bytes: Uint8Array;
  /** How many. */
  readonly count: number;
}

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const LINE_END = Buffer.from("}\n");

/** Everything of a line before the bytes of `d`. */
function lineStart({ shard, seq, name }: BatchCursor, session: string): string {
  const t = JSON.stringify(name);
  return `{"shard":${shard},"session":${JSON.stringify(session)},"s":${seq},"t":${t},"d":`;
}

/** Line ends stand only between tokens of JSON, where a space is as good. */
function withoutLineEnds(json: Uint8Array): Uint8Array {
  if (!json.includes(LF) && !json.includes(CR)) return json;
  return json.map((byte) => (byte === LF || byte === CR ? SPACE : byte));
}

/** Makes the lines of a batch, leaving out what crossed only for the coordinator. */
export function linesOf(batch: TakenBatch): Lines {
  const parts: Uint8Array[] = [];
  const cursor = batch.cursor();
  let count = 0;
  while (cursor.next()) {
    if (cursor.internal) continue;
    const start = lineStart(cursor, batch.session(cursor.shard));
    parts.push(Buffer.from(start), withoutLineEnds(cursor.json), LINE_END);
    count++;
  }
  return { bytes: Buffer.concat(parts), count };
}
