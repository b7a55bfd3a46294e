import assert from "node:assert/strict";
import { it } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { assertComplete, BotProcess } from "../support/bot-process.js";

const INTERVAL = 2_000;
const BLOCK_MS = 15_000;
const SHARDS = 4;

it("scenario 24: a listener that does not return for 15 s delays no heartbeat", async () => {
  await using sim = new Simulator({
    shards: SHARDS,
    identifyWindow: 0,
    maxConcurrency: 16,
    heartbeatInterval: INTERVAL,
    keepSent: true,
    guilds: 3,
    rate: 500,
    ringSize: 100_000,
  });
  const { apiUrl, token } = await sim.start();
  await using bot = new BotProcess();
  await bot.start({ token, apiUrl, threads: 2 });
  const beats = new Map<number, number[]>();
  sim.watch((notice) => {
    if (notice.kind !== "heartbeat" || notice.shard === null) return;
    beats.set(notice.shard, [...(beats.get(notice.shard) ?? []), performance.now()]);
  });
  await bot.ask({ kind: "blockListener", ms: BLOCK_MS });
  assert.equal(beats.size, SHARDS);
  for (const [shard, times] of beats) {
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    assert.ok(
      times.length >= Math.floor(BLOCK_MS / INTERVAL) - 1,
      `shard ${shard} beat too rarely`,
    );
    assert.ok(Math.max(...waits) <= INTERVAL * 1.25, `a beat after ${Math.max(...waits)} ms`);
  }
  sim.inject({ kind: "rate", rate: 0 });
  const report = await assertComplete(bot, sim);
  assert.deepEqual(sim.closes, []);
  assert.deepEqual(sim.violations, []);
  assert.deepEqual([...report.warnings, ...report.errors], []);
});
