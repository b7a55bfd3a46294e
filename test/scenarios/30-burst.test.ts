import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { assertComplete, BotProcess } from "../support/bot-process.js";

const MIB = 1024 * 1024;
const THREADS = 2;
const SHARDS = 16;
const GUILDS = 500;

it("scenario 30: one GUILD_MEMBER_UPDATE a guild at once on all shards stays bounded", async () => {
  await using sim = new Simulator({
    shards: SHARDS,
    identifyWindow: 0,
    maxConcurrency: 16,
    guilds: GUILDS,
    keepSent: true,
    heartbeatInterval: 5_000,
    ringSize: 10_000,
  });
  const { apiUrl, token } = await sim.start();
  await using bot = new BotProcess();
  await bot.start({ token, apiUrl, threads: THREADS, intents: ["GuildMessages"] });
  const before = rssOf(bot.pid);
  let peak = before;
  for (let round = 0; round < 3; round++) {
    const began = performance.now();
    for (let shard = 0; shard < SHARDS; shard++) {
      for (const guild_id of sim.guildIds(shard)) {
        sim.emit(shard, "GUILD_MEMBER_UPDATE", memberUpdate(guild_id));
      }
    }
    await assertComplete(bot, sim);
    const took = performance.now() - began;
    peak = Math.max(peak, rssOf(bot.pid));
    assert.ok(took < 10_000, `${SHARDS * GUILDS} events took ${took} ms`);
  }
  const rise = peak - before;
  assert.ok(rise < THREADS * 8 * MIB + 50 * MIB, `RSS rose by ${Math.round(rise / MIB)} MiB`);
  assert.deepEqual(sim.closes, []);
  assert.deepEqual(sim.violations, []);
});

function memberUpdate(guild_id: string): object {
  const roles = Array.from({ length: 20 }, (_, i) => String(BigInt(guild_id) + BigInt(i)));
  const user = { id: guild_id, username: "everywhere", global_name: null, avatar: "a".repeat(32) };
  return { guild_id, roles, user, nick: "x".repeat(30), joined_at: "2026-01-01T00:00:00+00:00" };
}

/** The resident memory of a process on Linux, in bytes. */
function rssOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}
