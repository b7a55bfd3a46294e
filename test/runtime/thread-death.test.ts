import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";
import type { CoordinatorOptions } from "../../src/index.js";
import { assertComplete, BotProcess } from "../support/bot-process.js";
import type { Order } from "../support/saboteur.js";

const SHARDS = 8;

interface Scene {
  readonly order: Order;
  readonly blockMs?: number;
  readonly simulator?: SimulatorOptions;
  readonly options?: Partial<CoordinatorOptions>;
}

/** Kills threads of a bot under load, and asserts that its user noticed nothing. */
async function survive({ order, blockMs = 0, simulator = {}, options = {} }: Scene): Promise<void> {
  await using sim = new Simulator({
    shards: SHARDS,
    identifyWindow: 0,
    maxConcurrency: 16,
    keepSent: true,
    guilds: 3,
    rate: 2_000,
    ringSize: 100_000,
    ...simulator,
  });
  const { apiUrl, token } = await sim.start();
  await using bot = new BotProcess(128);
  await bot.start({ token, apiUrl, threads: 2, ...options });
  await sim.waitFor(() => sim.sessions.every(({ seq }) => seq > 100), 20_000);
  if (simulator.trimAtHeartbeat === true) {
    await sim.waitFor(() => sim.sessions.every(({ reach }) => reach > 0), 20_000);
  }
  const { resumes } = sim.counters;
  await bot.ask({ kind: "sabotage", order, blockMs });
  const killed = order.whom === "all" ? SHARDS : SHARDS / 2;
  await sim.waitFor(() => sim.counters.resumes >= resumes + killed, 20_000);
  sim.inject({ kind: "rate", rate: 0 });
  const events = options.events;
  const wants = (name: string): boolean => events === undefined || events.includes(name);
  const report = await assertComplete(bot, sim, wants);
  assert.equal(sim.counters.identifies, SHARDS);
  assert.ok(Object.values(report.got).flat().length > 5 * SHARDS, "hardly anything came");
  assert.equal(report.lost, 0);
  assert.deepEqual(sim.violations, []);
  assert.ok(report.warnings.some((warning) => warning.includes("died")));
}

describe("a worker thread that dies under load", { concurrency: 1 }, () => {
  for (const how of ["throw", "exit", "heap"] as const) {
    it(`by ${how} loses and doubles nothing, and costs no identify`, async () => {
      await survive({ order: { how, whom: "even" } });
    });

    it(`by ${how} while the main thread is busy loses nothing`, async () => {
      await survive({ order: { how, whom: "all" }, blockMs: 3_000 });
    });
  }

  it("loses nothing where nine tenths of the events are filtered away", async () => {
    await survive({
      order: { how: "throw", whom: "all" },
      options: { events: ["VOICE_STATE_UPDATE"] },
    });
  });

  it("loses nothing where Discord keeps only what no heartbeat acknowledged", async () => {
    await survive({
      order: { how: "exit", whom: "all" },
      simulator: { trimAtHeartbeat: true, heartbeatInterval: 1_500, heartbeatGrace: 5 },
      blockMs: 1_000,
    });
  });

  it("loses nothing where events are filtered away and the replay buffer is trimmed", async () => {
    await survive({
      order: { how: "exit", whom: "all" },
      simulator: { trimAtHeartbeat: true, heartbeatInterval: 1_500, heartbeatGrace: 5 },
      options: { events: ["VOICE_STATE_UPDATE"] },
    });
  });
});
