// What the command writes to stdout, read as it comes.

import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** One line of output. */
export interface Line {
  readonly shard: number;
  readonly session: string;
  readonly s: number;
  readonly t: string;
  readonly d: unknown;
}

/** The lines of a stream, as an iterator that reads no faster than it is asked. */
export async function* linesOf(stream: Readable): AsyncGenerator<Line> {
  for await (const line of createInterface({ input: stream })) {
    if (line.endsWith("}")) yield JSON.parse(line) as Line;
  }
}

/** The seqs of each session, in the order of their lines. */
export function seqsBySession(lines: readonly Line[]): ReadonlyMap<string, readonly number[]> {
  const seqs = new Map<string, number[]>();
  for (const { session, s } of lines) {
    const known = seqs.get(session);
    if (known === undefined) seqs.set(session, [s]);
    else known.push(s);
  }
  return seqs;
}

/** Fails unless each session's seqs run from 1 without a gap and none is there twice. */
export function assertUnbroken(lines: readonly Line[]): void {
  for (const [session, seqs] of seqsBySession(lines)) {
    const wrong = seqs.findIndex((seq, index) => seq !== index + 1);
    const around = seqs.slice(Math.max(0, wrong - 2), wrong + 3).join(", ");
    assert.equal(wrong, -1, `${session}: ${around}`);
  }
}
