import assert from "node:assert/strict";
import { test } from "node:test";
import { DeliveryTimes } from "../../src/coordinator/delivery-times.js";
import { Tally } from "../../src/coordinator/tally.js";

test("a resume that works, one that costs the session and one that fails are told apart", () => {
  const tally = new Tally();
  tally.change({ id: 0, state: "ready" }, "resuming");
  tally.sessionLost(1, "resuming");
  tally.change({ id: 1, state: "backoff", code: 4009, by: "discord" }, "resuming");
  tally.change({ id: 1, state: "backoff", code: 1006, by: "network" }, "resuming");
  const { resumes, closes, sessionsLost } = tally.totals;
  assert.deepEqual(resumes, { resumed: 1, refused: 1, failed: 1 });
  assert.deepEqual(closes, { 1006: 1, 4009: 1 });
  assert.equal(sessionsLost, 1);
});

test("a session lost by a ready shard is not a resume's fault", () => {
  const tally = new Tally();
  tally.sessionLost(0, "ready");
  tally.change({ id: 0, state: "identifying" }, "waiting");
  tally.change({ id: 0, state: "backoff" }, "resuming");
  const { resumes, identifies } = tally.totals;
  assert.deepEqual(resumes, { resumed: 0, refused: 0, failed: 1 });
  assert.equal(identifies, 1);
});

test("deaths are counted by thread", () => {
  const tally = new Tally();
  tally.threadDied(1);
  tally.threadDied(1);
  tally.threadDied(0);
  assert.deepEqual([tally.deaths(0), tally.deaths(1), tally.deaths(2)], [1, 2, 0]);
  assert.equal(tally.totals.threadDeaths, 3);
});

test("buckets of delivery times are cumulative, and hold their bound", () => {
  const times = new DeliveryTimes();
  times.add(0.5, 3); // a bound itself
  times.add(0.6, 2);
  times.add(100_000, 1); // beyond the last one
  const { buckets, sum, count } = times.status;
  assert.deepEqual(buckets.slice(0, 3), [
    { seconds: 0.0005, count: 3 },
    { seconds: 0.001, count: 5 },
    { seconds: 0.0025, count: 5 },
  ]);
  assert.equal(buckets.at(-1)?.count, 5);
  assert.equal(count, 6);
  assert.ok(Math.abs(sum - 100.0027) < 1e-9);
});

test("a shard that was found deaf counts each time", () => {
  const tally = new Tally();
  assert.equal(tally.totals.deafShards, 0);
  tally.shardDeaf();
  tally.shardDeaf();
  assert.equal(tally.totals.deafShards, 2);
});
