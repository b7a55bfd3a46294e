import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import {
  type IdentifyFigures,
  MemoryIdentifyQueue,
} from "../../src/coordinator/memory-identify-queue.js";
import { fakeTime } from "../support/fake-time.js";
import { LeaseLog } from "../support/lease-log.js";

const FIGURES = { total: 1_000, remaining: 1_000, resetAfter: 0 };
const lanes = (maxConcurrency: number): IdentifyFigures => ({ ...FIGURES, maxConcurrency });
const range = (length: number): number[] => Array.from({ length }, (_, id) => id);

test("twilight 52: fresh figures wake who waits for the budget, at once", async (t) => {
  const { now, pass } = fakeTime(t);
  const figures = { total: 1_000, remaining: 0, resetAfter: 60_000, maxConcurrency: 1 };
  const queue = new MemoryIdentifyQueue({ ...figures, shards: 1, now });
  const log = new LeaseLog(queue, now, "send");
  log.ask(0);
  await pass(1_000);
  queue.update({ ...figures, remaining: 10 });
  await pass(10);
  assert.deepEqual(log.given, [{ shard: 0, at: 1_000 }]);
  assert.equal(queue.remaining, 9);
});

test("a concurrency of 0 is refused and leaves who waits as they were", async (t) => {
  const { now, pass } = fakeTime(t);
  const queue = new MemoryIdentifyQueue({ ...lanes(1), shards: 16, now });
  const log = new LeaseLog(queue, now, "send");
  log.ask(0, 1);
  await pass(10);
  for (const maxConcurrency of [0, -1, 1.5, NaN]) {
    assert.throws(() => queue.update({ ...lanes(maxConcurrency), remaining: 1 }), RangeError);
    assert.throws(
      () => new MemoryIdentifyQueue({ ...lanes(maxConcurrency), shards: 1 }),
      RangeError,
    );
  }
  assert.equal(queue.remaining, 999);
  await pass(5_150);
  assert.deepEqual(log.shards, [0, 1]);
});

test("twilight 50: a concurrency of 16, then 1, 0 and 16 keeps the order and loses nobody", async (t) => {
  const { now, pass } = fakeTime(t);
  const queue = new MemoryIdentifyQueue({ ...lanes(16), shards: 64, now });
  const log = new LeaseLog(queue, now, "send");
  log.ask(...range(64));
  await pass(1_000);
  assert.deepEqual(log.shards, range(16));
  queue.update(lanes(1));
  await pass(11_000);
  assert.deepEqual(log.shards, range(18), "one lane: two turns");
  assert.throws(() => queue.update(lanes(0)), RangeError);
  await pass(5_150);
  assert.deepEqual(log.shards, range(19), "what is refused changes nothing");
  queue.update(lanes(16));
  await pass(20_000);
  assert.deepEqual(
    [...log.shards].toSorted((a, b) => a - b),
    range(64),
  );
  for (const lane of range(16)) {
    const turns = log.shards.filter((shard) => shard % 16 === lane);
    assert.deepEqual(turns, [lane, lane + 16, lane + 32, lane + 48]);
  }
});

test("twilight 54: a concurrency that changes within a window makes up no turn and loses none", async (t) => {
  const { now, pass } = fakeTime(t);
  const queue = new MemoryIdentifyQueue({ ...lanes(2), shards: 8, now });
  const log = new LeaseLog(queue, now, "send");
  log.ask(0, 1, 2, 3);
  await pass(1_000);
  assert.deepEqual(log.shards, [0, 1]);
  queue.update(lanes(1));
  await pass(1_000);
  queue.update(lanes(2));
  await pass(3_100);
  assert.deepEqual(log.shards, [0, 1], "no turn before the first windows are over");
  await pass(100);
  assert.deepEqual(log.shards, [0, 1, 2, 3], "and none later");
});

test("leases that are out when lanes merge hold the one lane", async (t) => {
  const { now, pass } = fakeTime(t);
  const queue = new MemoryIdentifyQueue({ ...lanes(2), shards: 8, now });
  const log = new LeaseLog(queue, now, "keep");
  log.ask(0, 1, 2);
  await pass(10);
  queue.update(lanes(1));
  log.lease(0).release();
  await pass(10);
  assert.deepEqual(log.shards, [0, 1]);
  log.lease(1).release();
  await pass(10);
  assert.deepEqual(log.shards, [0, 1, 2]);
});

test("twilight 57: a window that has begun ends when Discord said, however late it is used", async (t) => {
  const HOUR = 3_600_000;
  const { now, pass } = fakeTime(t, 60_000);
  const figures = { total: 1_000, remaining: 1, resetAfter: 20 * HOUR };
  const options = { ...figures, maxConcurrency: 1, shards: 1, spendReserve: true, now };
  const queue = new MemoryIdentifyQueue(options);
  const log = new LeaseLog(queue, now, "send");
  await pass(12 * HOUR);
  log.ask(0, 1);
  await pass(8 * HOUR);
  assert.deepEqual(log.given, [
    { shard: 0, at: 12 * HOUR },
    { shard: 1, at: 20 * HOUR },
  ]);
});

test("twilight 57: a full budget's window begins with its first identify", async (t) => {
  const HOUR = 3_600_000;
  const { now, pass } = fakeTime(t, 60_000);
  const figures = { total: 1, remaining: 1, resetAfter: 0, maxConcurrency: 1 };
  const queue = new MemoryIdentifyQueue({ ...figures, shards: 1, spendReserve: true, now });
  const log = new LeaseLog(queue, now, "send");
  await pass(12 * HOUR);
  log.ask(0, 1);
  await pass(24 * HOUR);
  assert.deepEqual(log.given, [
    { shard: 0, at: 12 * HOUR },
    { shard: 1, at: 36 * HOUR },
  ]);
});

/** Runs a program on the built queue and tells how long it lived, in ms. */
function lifetime(program: string): number {
  const url = new URL("../../src/coordinator/memory-identify-queue.js", import.meta.url);
  const text = `import { MemoryIdentifyQueue } from ${JSON.stringify(url.href)};
    const figures = { total: 9, remaining: 9, resetAfter: 0, maxConcurrency: 1, shards: 1 };
    const queue = new MemoryIdentifyQueue(figures);
    const start = performance.now();
    process.on("exit", () => process.stdout.write(String(performance.now() - start)));
    ${program}`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", text], {
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  return Number(stdout);
}

test("a queue keeps the process alive while somebody waits, and no longer", () => {
  const signal = "new AbortController().signal";
  const idle = lifetime(`(await queue.lease(0, ${signal})).sent();`);
  assert.ok(idle < 1_000, `${idle} ms`);
  const out = lifetime(`await queue.lease(0, ${signal});`);
  assert.ok(out < 1_000, `${out} ms`);
  const waiting = lifetime(
    `(await queue.lease(0, ${signal})).sent(); await queue.lease(1, ${signal});`,
  );
  assert.ok(waiting >= 5_140 && waiting < 6_500, `${waiting} ms`);
});
