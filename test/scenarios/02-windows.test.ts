// Discord's windows of 5 s as they are, so these take as long as they take: together. The bots run
// in processes of their own: a simulator that is busy with more would measure itself.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { BotProcess } from "../support/bot-process.js";

const WINDOW_MS = 5_000;

/** Starts so many shards in real windows and checks each identify against its lane. */
async function start(shards: number, maxConcurrency: number): Promise<void> {
  await using simulator = new Simulator({ shards, maxConcurrency, identifyWindow: WINDOW_MS });
  const { apiUrl, token } = await simulator.start();
  // All connections are there before the first identify, which would else stand behind them.
  simulator.inject({ kind: "helloDelay", delay: 3_000, times: shards });
  await using bot = new BotProcess();
  await bot.start({ token, apiUrl, intents: ["GuildMessages"], compress: "none" });
  const log = simulator.identifyLog;
  assert.deepEqual(simulator.violations, []);
  assert.equal(log.length, shards);
  const groups = log.map(({ shard }) => Math.floor(shard / maxConcurrency));
  assert.deepEqual(
    groups,
    groups.toSorted((a, b) => a - b),
    "groups ascend",
  );
  const lanes = new Map<number, number>();
  for (const { shard, at } of log) {
    const lane = shard % maxConcurrency;
    const last = lanes.get(lane) ?? -Infinity;
    assert.ok(at - last >= WINDOW_MS, `lane ${lane} used again after ${at - last} ms`);
    lanes.set(lane, at);
  }
  const took = (log.at(-1)?.at ?? 0) - (log[0]?.at ?? 0);
  assert.ok(took >= 15_000 && took <= 16_000, `the last identify came ${took} ms after the first`);
}

describe("scenario 2: real windows", { concurrency: true }, () => {
  it("scenario 2: 64 shards with max_concurrency 16 identify within 15 to 16 s", async () => {
    await start(64, 16);
  });

  it("scenario 2: 4 shards with max_concurrency 1 identify within 15 to 16 s", async () => {
    await start(4, 1);
  });
});
