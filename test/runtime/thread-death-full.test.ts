import assert from "node:assert/strict";
import { it } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { assertComplete, BotProcess } from "../support/bot-process.js";

const SHARDS = 8;

for (const how of ["throw", "exit"] as const) {
  it(`threads that die by ${how} within a burst, while full batches wait, lose nothing`, async () => {
    const traffic = { rate: 2_000, ringSize: 200_000, guilds: 3, keepSent: true };
    const start = { shards: SHARDS, identifyWindow: 0, maxConcurrency: 16 };
    await using simulator = new Simulator({ ...start, ...traffic });
    const { apiUrl, token } = await simulator.start();
    await using bot = new BotProcess(128);
    await bot.start({ token, apiUrl, threads: 2 });
    await simulator.waitFor(() => simulator.sessions.every(({ seq }) => seq > 100), 20_000);
    const { resumes } = simulator.counters;
    simulator.inject({ kind: "burst", count: 3_000 });
    await bot.ask({ kind: "sabotage", order: { how, whom: "all" }, blockMs: 500 });
    await simulator.waitFor(() => simulator.counters.resumes >= resumes + SHARDS, 20_000);
    simulator.inject({ kind: "rate", rate: 0 });
    const report = await assertComplete(bot, simulator);
    assert.equal(simulator.counters.identifies, SHARDS);
    assert.equal(report.lost, 0);
  });
}
