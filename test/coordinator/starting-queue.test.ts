import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { startingQueue, type StartingQueue } from "../../src/coordinator/starting-queue.js";
import type { GatewayError, PastIdentify } from "../../src/index.js";
import { type FakeTime, fakeTime } from "../support/fake-time.js";
import { LeaseLog } from "../support/lease-log.js";

const DAY_MS = 86_400_000;
const BOT = {
  url: "ws://127.0.0.1:1",
  shards: 4,
  total: 1_000,
  remaining: 1_000,
  resetAfter: 0,
  maxConcurrency: 2,
};

interface Setup extends FakeTime {
  readonly log: LeaseLog;
  readonly warnings: GatewayError[];
  readonly postponed: GatewayError[];
}

/** A queue that starts at 10 s, with what was identified before. */
async function setup(
  t: TestContext,
  identifies: readonly (readonly [shard: number, at: number])[],
  { since = 0, ...options }: Partial<StartingQueue> & { readonly since?: number } = {},
): Promise<Setup> {
  const time = fakeTime(t, 50);
  await time.pass(10_000);
  const past = identifies.map(([shard, at]): PastIdentify => ({ shard, at, until: DAY_MS }));
  const warnings: GatewayError[] = [];
  const postponed: GatewayError[] = [];
  const stored = { sessions: [], identifies: past, since, rejected: null };
  const queue = startingQueue(
    { bot: BOT, total: 4, spendReserve: false, budget: "go", stored, now: time.now, ...options },
    { warning: (error) => warnings.push(error), postponed: (error) => postponed.push(error) },
  );
  return { ...time, log: new LeaseLog(queue, time.now, "send"), warnings, postponed };
}

test("a lane that identified in the life before waits the rest of its window", async (t) => {
  const { log, pass } = await setup(t, [
    [0, 8_000],
    [3, 2_000],
  ]);
  log.ask(2, 1);
  await pass(5_000);
  assert.deepEqual(log.given, [
    { shard: 1, at: 10_000 },
    { shard: 2, at: 13_150 },
  ]);
});

test("an identify stamped later than now, by a clock that was set back, waits one window", async (t) => {
  const { log, pass } = await setup(t, [[0, 900_000]]);
  log.ask(0);
  await pass(6_000);
  assert.deepEqual(log.given, [{ shard: 0, at: 15_150 }]);
});

test("where nothing is known of the seconds before, every lane waits", async (t) => {
  const { log, pass } = await setup(t, [], { since: 10_000 });
  log.ask(0, 1, 2);
  await pass(5_100);
  assert.deepEqual(log.given, []);
  await pass(100);
  assert.deepEqual(log.shards, [0, 1]);
});

test("what is known since 2 s leaves the rest to wait", async (t) => {
  const { log, pass } = await setup(t, [], { since: 8_000 });
  log.ask(0);
  await pass(3_150);
  assert.deepEqual(log.given, [{ shard: 0, at: 13_150 }]);
});

test("a start that has to wait identifies none before the reset, though some are left", async (t) => {
  const bot = { ...BOT, remaining: 50, resetAfter: 60_000 };
  const { log, pass, postponed } = await setup(t, [], { bot, budget: "wait" });
  log.ask(0, 1);
  await pass(59_900);
  assert.deepEqual(log.given, []);
  await pass(150);
  assert.deepEqual(log.shards, [0, 1]);
  assert.deepEqual(
    postponed.map(({ code, until }) => [code, until]),
    [["BUDGET_EXHAUSTED", 70_000]],
  );
  assert.match(postponed[0]?.message ?? "", /1970-01-01T00:01:10/);
});

test("it warns once before the reserve, and says once that it is reached", async (t) => {
  const bot = { ...BOT, remaining: 105, resetAfter: 3_600_000, maxConcurrency: 1_000 };
  const { log, pass, warnings, postponed } = await setup(t, [], { bot });
  for (let shard = 0; shard < 110; shard++) {
    log.ask(shard);
    await pass(50);
    if (shard === 0) assert.deepEqual(warnings, []);
  }
  assert.equal(log.given.length, 101, "the reserve of four is kept");
  assert.deepEqual(
    [...warnings, ...postponed].map(({ code }) => code),
    ["BUDGET_LOW", "BUDGET_EXHAUSTED"],
  );
  assert.match(warnings[0]?.message ?? "", /Only 103 identifies/);
});
