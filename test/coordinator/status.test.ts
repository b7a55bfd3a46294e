import assert from "node:assert/strict";
import { test } from "node:test";
import { Coordinator } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { Rig } from "../support/rig.js";

async function rig(): Promise<Rig> {
  const simulator = new Simulator({
    shards: 4,
    guilds: 3,
    guildBytes: 2_000,
    identifyWindow: 0,
    maxConcurrency: 4,
    heartbeatInterval: 300,
    heartbeatGrace: 20,
    total: 1_000,
  });
  const { apiUrl, token } = await simulator.start();
  return new Rig(simulator, new Coordinator({ apiUrl, token, threads: 2, events: ["READY"] }));
}

test("a coordinator that was not started has a status with nothing in it", () => {
  const { phase, startedAt, total, identify, threads, shards, totals } = new Coordinator({
    token: "a.b.c",
  }).status();
  assert.deepEqual(
    { phase, startedAt, total, identify },
    {
      phase: "idle",
      startedAt: null,
      total: 0,
      identify: null,
    },
  );
  assert.deepEqual([threads, shards, totals.events, totals.delivery.count], [[], [], {}, 0]);
});

test("a status tells of shards, threads, budget and counts, filtered events included", async () => {
  await using bot = await rig();
  const { gateway, simulator } = bot;
  await gateway.start();
  const { sessions } = simulator;
  await simulator.waitFor(() => sessions.every(({ seq }) => seq >= 4), 10_000);
  await bot.statusUntil(({ shards }) => {
    return shards.every(({ events, latencyMs }) => events >= 4 && latencyMs !== null);
  });
  const { phase, total, identify, threads, shards, totals } = gateway.status();
  assert.deepEqual([phase, total], ["running", 4]);
  assert.ok(identify !== null && identify.resetsAt !== null);
  const { resetsAt, ...budget } = identify;
  const expected = { maxConcurrency: 4, waiting: 0, remaining: 996, reserve: 4, limit: 1_000 };
  assert.deepEqual(budget, expected);
  assert.ok(resetsAt > Date.now() && resetsAt <= Date.now() + 86_400_000);
  assert.deepEqual(
    shards.map(({ id, state, guilds, lastClose }) => [id, state, guilds, lastClose]),
    [
      [0, "ready", 3, null],
      [1, "ready", 3, null],
      [2, "ready", 3, null],
      [3, "ready", 3, null],
    ],
  );
  assert.deepEqual(
    threads.map(({ index, state, deaths }) => [index, state, deaths]),
    [
      [0, "up", 0],
      [1, "up", 0],
    ],
  );
  for (const { seenAt, heapBytes } of threads) {
    assert.ok(seenAt !== null && seenAt <= Date.now() && heapBytes > 1_000_000);
  }
  assert.deepEqual(totals.events, { GUILD_CREATE: 12, READY: 4 });
  assert.ok(totals.receivedBytes.json > 12 * 2_000);
  assert.ok(totals.receivedBytes.wire > 0);
  assert.ok(totals.receivedBytes.wire < totals.receivedBytes.json);
  assert.equal(totals.identifies, 4);
  assert.equal(totals.delivery.count, 4, "only READY crosses");
});

test("a shard's last close and its resume are in the status", async () => {
  await using bot = await rig();
  const { gateway, simulator } = bot;
  await gateway.start();
  const { since } = bot.gateway.status().shards[2] ?? assert.fail();
  const back = bot.shard(2, "ready");
  simulator.inject({ kind: "close", code: 4000, reason: "for a test", shard: 2 });
  await back;
  const { shards, totals } = gateway.status();
  const [, , shard] = shards;
  const { at = 0, ...close } = shard?.lastClose ?? {};
  assert.deepEqual(close, { code: 4000, reason: "for a test", by: "discord" });
  assert.ok((shard?.since ?? 0) > since && at >= since && at <= (shard?.since ?? 0));
  assert.deepEqual(totals.closes, { 4000: 1 });
  assert.deepEqual(totals.resumes, { resumed: 1, refused: 0, failed: 0 });
  assert.equal(totals.identifies, 4);
});

test("after close the status is one of closing, for good", async () => {
  await using bot = await rig();
  await bot.gateway.start();
  await bot.gateway.close();
  const { phase, shards } = bot.gateway.status();
  assert.equal(phase, "closing");
  assert.ok(shards.every(({ state }) => state === "stopped"));
});
