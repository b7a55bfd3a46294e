import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import {
  MemoryIdentifyQueue,
  type MemoryIdentifyQueueOptions,
} from "../../src/coordinator/memory-identify-queue.js";
import { type FakeTime, fakeTime } from "../support/fake-time.js";
import { LeaseLog } from "../support/lease-log.js";

const PLENTY = { total: 1_000, remaining: 1_000, resetAfter: 0, shards: 16 };
const range = (length: number): number[] => Array.from({ length }, (_, id) => id);

interface Setup extends FakeTime {
  readonly queue: MemoryIdentifyQueue;
  readonly log: LeaseLog;
}

function setup(
  t: TestContext,
  options: Partial<MemoryIdentifyQueueOptions>,
  atOnce: "send" | "keep" = "send",
): Setup {
  const time = fakeTime(t);
  const queue = new MemoryIdentifyQueue({
    ...PLENTY,
    maxConcurrency: 1,
    now: time.now,
    ...options,
  });
  return { ...time, queue, log: new LeaseLog(queue, time.now, atOnce) };
}

test("64 shards at a concurrency of 16 take four windows of 5,150 ms", async (t) => {
  const { log, pass } = setup(t, { maxConcurrency: 16 });
  log.ask(...range(64));
  await pass(16_000);
  assert.deepEqual(log.shards, range(64));
  const times = [...new Set(log.given.map(({ at }) => at))];
  assert.deepEqual(times, [0, 5_150, 10_300, 15_450]);
});

test("twilight 53: shards that come at different times do not wait for another lane's window", async (t) => {
  const { log, pass } = setup(t, { maxConcurrency: 16 });
  for (const shard of range(16)) {
    log.ask(shard);
    await pass(120);
  }
  assert.equal(log.given.length, 16);
  assert.ok(log.given.every(({ shard, at }) => at === shard * 120));
});

test("a lane that was idle for long gives its next lease at once", async (t) => {
  const { log, pass } = setup(t, {});
  log.ask(0);
  await pass(60_000);
  log.ask(1);
  await pass(10);
  assert.deepEqual(log.given.at(-1), { shard: 1, at: 60_000 });
});

test("the window counts from the time that the sender gives, kept within what can be", async (t) => {
  const { log, pass } = setup(t, {}, "keep");
  log.ask(0, 1, 2);
  await pass(200);
  log.lease(0).sent(120);
  await pass(5_150);
  log.lease(1).sent(9e9);
  await pass(5_150);
  log.lease(2).sent(-9e9);
  log.ask(3);
  await pass(5_150);
  const at = log.given.map((given) => given.at);
  assert.deepEqual(at, [0, 5_270, 10_500, 15_650]);
});

test("a shard whose permit came back unused stands behind the others for one turn", async (t) => {
  const { log, pass } = setup(t, {}, "keep");
  log.ask(5, 7);
  await pass(10);
  log.lease(5).release();
  await pass(10);
  log.ask(5, 8);
  log.lease(7).release();
  await pass(10);
  log.ask(7);
  assert.deepEqual(log.shards, [5, 7, 5]);
  log.lease(5).release();
  log.ask(5);
  await pass(10);
  assert.deepEqual(log.shards, [5, 7, 5, 7], "7 has let one go first, and 5 has to now");
});

test("a lone shard whose permit came back unused is served again at once", async (t) => {
  const { log, pass } = setup(t, {}, "keep");
  log.ask(0);
  await pass(10);
  log.lease(0).release();
  log.ask(0);
  await pass(10);
  assert.deepEqual(log.shards, [0, 0]);
});

test("a lease without an answer in 2 s counts as sent at its 250th ms", async (t) => {
  const { queue, log, pass } = setup(t, {}, "keep");
  log.ask(0, 1);
  await pass(1_990);
  assert.equal(queue.remaining, 1_000);
  await pass(20);
  assert.equal(queue.remaining, 999);
  await pass(5_000);
  assert.deepEqual(log.given.at(-1), { shard: 1, at: 5_400 });
});

test("an answer that waits to be read when a lease is overdue is read first", async (t) => {
  const { queue, log, pass } = setup(t, {}, "keep");
  log.ask(0, 1);
  await pass(10);
  t.mock.timers.tick(1_990);
  assert.equal(queue.remaining, 1_000);
  log.lease(0).release();
  await pass(10);
  assert.equal(queue.remaining, 1_000);
  assert.deepEqual(log.shards, [0, 1]);
});

test("an unused that comes after all gives back the count and the lane", async (t) => {
  const { queue, log, pass } = setup(t, {}, "keep");
  log.ask(0, 1);
  await pass(2_100);
  assert.equal(queue.remaining, 999);
  log.lease(0).release();
  await pass(10);
  assert.equal(queue.remaining, 1_000);
  assert.deepEqual(log.shards, [0, 1]);
});

test("a sent that comes after all counts once, from its own time", async (t) => {
  const { queue, log, pass } = setup(t, {}, "keep");
  log.ask(0, 1);
  await pass(2_100);
  log.lease(0).sent(1_000);
  await pass(5_000);
  assert.equal(queue.remaining, 999);
  assert.deepEqual(log.given.at(-1), { shard: 1, at: 6_150 });
});

test("twilight 51: with none left and a reset in 60 s the first is given at 60.0 s", async (t) => {
  const { log, pass } = setup(t, { remaining: 0, resetAfter: 60_000, spendReserve: true });
  log.ask(0, 1);
  await pass(59_990);
  assert.deepEqual(log.given, []);
  await pass(10);
  assert.deepEqual(log.given, [{ shard: 0, at: 60_000 }]);
});

test("who waits is served at the reset, and the user is told once when that is", async (t) => {
  const told: number[] = [];
  const { log, pass } = setup(t, {
    remaining: 16,
    resetAfter: 60_000,
    onExhausted: (until) => told.push(until),
  });
  log.ask(0);
  await pass(1_000);
  log.ask(1, 2);
  await pass(58_990);
  assert.deepEqual(log.shards, []);
  await pass(10);
  assert.deepEqual(log.given, [{ shard: 0, at: 60_000 }]);
  assert.deepEqual(told, [60_000]);
});

test("with the last identifies out, a permit that comes back goes to who waits", async (t) => {
  const figures = { remaining: 1, resetAfter: 60_000, spendReserve: true, maxConcurrency: 2 };
  const told: number[] = [];
  const { log, pass } = setup(t, { ...figures, onExhausted: (until) => told.push(until) }, "keep");
  log.ask(0, 1);
  await pass(100);
  assert.deepEqual([log.shards, told], [[0], []]);
  log.lease(0).release();
  await pass(10);
  assert.deepEqual(log.shards, [0, 1]);
});

test("a reset further away than setTimeout reaches is waited for", async (t) => {
  const { queue, log, pass } = setup(t, { remaining: 0, resetAfter: 2 ** 40 });
  log.ask(0);
  await pass(1_000);
  assert.deepEqual(log.shards, []);
  assert.equal(queue.remaining, 0);
});

test("a lease that was aborted while the budget was empty is not given at the reset", async (t) => {
  const { log, pass } = setup(t, { remaining: 0, resetAfter: 1_000 });
  const abort = log.ask(0);
  log.ask(1);
  await pass(500);
  abort();
  await pass(600);
  assert.deepEqual(log.given, [{ shard: 1, at: 1_000 }]);
});

test("twilight 48: a hundred leases that are not wanted any more cost no turn and no identify", async (t) => {
  const { queue, log, pass } = setup(t, {});
  const abort = log.ask(...range(100));
  await pass(10);
  abort();
  log.ask(...range(100));
  await pass(2 * 5_150);
  assert.deepEqual(log.given, [
    { shard: 0, at: 0 },
    { shard: 0, at: 5_150 },
    { shard: 1, at: 10_300 },
  ]);
  assert.equal(queue.remaining, 997);
});
