// Discord's windows of 5 s as they are, so these take as long as they take: together. The bots run
// in processes of their own: a simulator that is busy with more would measure itself.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { BotProcess } from "../support/bot-process.js";
import { Jitter } from "../support/jitter.js";
import { rig } from "../support/rig.js";

const WINDOW_MS = 5_000;

/**
 * Starts so many shards in real windows and checks each identify, as it arrives, against its lane.
 *
 * @param jitterMs - how late each packet may be.
 */
async function start(shards: number, maxConcurrency: number, jitterMs = 0): Promise<void> {
  await using jitter = await Jitter.start(jitterMs);
  await using simulator = new Simulator({
    shards,
    maxConcurrency,
    identifyWindow: WINDOW_MS,
    ...(jitterMs === 0 ? {} : { advertise: (url) => jitter.through(url) }),
  });
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

  it("twilight 55: 64 shards break no window over a network with 100 ms of jitter", async () => {
    await start(64, 16, 100);
  });

  it("twilight 53: 16 shards with a lane each identify within 3 s, though Hello takes up to 2 s", async () => {
    const shards = 16;
    await using r = await rig({ shards, maxConcurrency: shards, identifyWindow: WINDOW_MS });
    for (let i = 0; i < shards; i++) {
      r.simulator.inject({ kind: "helloDelay", delay: Math.round((i * 2_000) / 15), times: 1 });
    }
    const times: number[] = [];
    r.simulator.watch(({ kind }) => {
      if (kind === "connection" || kind === "identify") times.push(performance.now());
    });
    await r.gateway.start();
    assert.equal(r.simulator.counters.identifies, shards);
    const took = (times.at(-1) ?? NaN) - (times[0] ?? NaN);
    assert.ok(took >= 1_900 && took < 3_000, `the last identify came after ${took} ms`);
    assert.deepEqual(r.simulator.violations, []);
  });
});
