import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { assertComplete, BotProcess } from "../support/bot-process.js";

const MIB = 1024 * 1024;
const BLOCK_MS = 30_000;
const THREADS = 2;

it("a main thread that is blocked for 30 s loses no connection and little memory", async () => {
  await using sim = new Simulator({
    shards: 8,
    identifyWindow: 0,
    maxConcurrency: 16,
    heartbeatInterval: 5_000,
    // The simulator has the machine's two cores to share with the bot that it floods.
    heartbeatGrace: 2,
    keepSent: true,
    guilds: 3,
    rate: 4_000,
    ringSize: 1_000_000,
  });
  const { apiUrl, token } = await sim.start();
  await using bot = new BotProcess(512);
  await bot.start({ token, apiUrl, threads: THREADS });
  const before = await bot.report();
  const { connections } = sim.counters;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, rssOf(bot.pid));
  }, 1_000);
  await bot.ask({ kind: "block", ms: BLOCK_MS });
  clearInterval(watch);
  sim.inject({ kind: "rate", rate: 0 });
  const after = await assertComplete(bot, sim);
  assert.equal(sim.counters.connections, connections, "no connection was lost");
  assert.deepEqual(sim.violations, []);
  assert.deepEqual(after.warnings, []);
  const rise = peak - before.rss;
  assert.ok(rise < THREADS * 8 * MIB + 50 * MIB, `RSS rose by ${Math.round(rise / MIB)} MiB`);
});

/** The resident memory of a process on Linux, in bytes. */
function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}
