import assert from "node:assert/strict";
import { test } from "node:test";
import { NoOutput } from "../../src/ops/event-output.js";
import { Tally } from "../../src/ops/tally.js";
import { batchOf } from "../support/batch.js";

/** The tally of batches with these events of shard 0, each by its seq. */
function tallied(batches: readonly (readonly number[])[], filtered = false): Tally {
  const tally = new Tally(new NoOutput(), filtered);
  for (const seqs of batches) {
    const records = seqs.map((seq) => ({ shard: 0, seq, name: "X", d: "{}" }));
    tally.take(batchOf(records), () => undefined);
  }
  return tally;
}

test("events are counted, and none is lost while each seq follows the last", () => {
  const { events, lost } = tallied([[1, 2], [3], [4, 5]]).counts;
  assert.deepEqual([events, lost], [5, 0]);
});

test("each seq that is passed over is one lost, between batches and within", () => {
  assert.equal(tallied([[1, 3], [5]]).counts.lost, 2);
  assert.equal(tallied([[3]]).counts.lost, 2, "a session begins with 1");
});

test("what comes again takes nothing back", () => {
  assert.equal(tallied([[1, 2], [2], [3]]).counts.lost, 0);
});

test("with a filter no gap is a loss", () => {
  assert.equal(tallied([[1, 9]], true).counts.lost, 0);
});

test("a resume is one when the shard is ready by it", () => {
  const tally = tallied([]);
  const states = ["identifying", "ready", "backoff", "resuming", "ready", "ready"] as const;
  for (const state of states) tally.shard({ id: 0, state });
  for (const state of ["resuming", "backoff", "identifying", "ready"] as const) {
    tally.shard({ id: 1, state });
  }
  const { resumes, identifies } = tally.counts;
  assert.deepEqual([resumes, identifies], [1, 2]);
});
