import assert from "node:assert/strict";
import { test } from "node:test";
import { NoOutput } from "../../src/ops/event-output.js";
import { GapCount } from "../../src/ops/gap-count.js";
import { batchOf } from "../support/batch.js";

/** The count over batches with these events of shard 0, each by its seq. */
function counted(batches: readonly (readonly number[])[], filtered = false): GapCount {
  const count = new GapCount(new NoOutput(), filtered);
  for (const seqs of batches) {
    const records = seqs.map((seq) => ({ shard: 0, seq, name: "X", d: "{}" }));
    count.take(batchOf(records), () => undefined);
  }
  return count;
}

test("events are counted, and none is lost while each seq follows the last", () => {
  const { count, lost } = counted([[1, 2], [3], [4, 5]]);
  assert.deepEqual([count, lost], [5, 0]);
});

test("each seq that is passed over is one lost, between batches and within", () => {
  assert.equal(counted([[1, 3], [5]]).lost, 2);
  assert.equal(counted([[3]]).lost, 2, "a session begins with 1");
});

test("what comes again takes nothing back", () => {
  assert.equal(counted([[1, 2], [2], [3]]).lost, 0);
});

test("with a filter no gap is a loss", () => {
  assert.equal(counted([[1, 9]], true).lost, 0);
});
