import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Coordinator, type CoordinatorOptions } from "../../src/index.js";
import { Simulator, type Fault, type SimulatorOptions } from "../../src/simulator/index.js";
import { assertComplete, BotProcess } from "../support/bot-process.js";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";
import { Rig } from "../support/rig.js";
import type { Order } from "../support/saboteur.js";

const SHARDS = 8;
const DRAIN_S = 5;

/** What a machine under load adds to a drain, in ms. */
const LEEWAY_MS = 5_000;

/** A simulator, and the options of bots that keep their sessions in one file. */
async function scene(
  folder: Folder,
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; bot: CoordinatorOptions }> {
  const simulator = new Simulator({
    shards: SHARDS,
    identifyWindow: 0,
    maxConcurrency: SHARDS,
    keepSent: true,
    guilds: 3,
    rate: 1_000,
    ringSize: 100_000,
    ...options,
  });
  const { apiUrl, token } = await simulator.start();
  const file = folder.file();
  await knownStart(file, token);
  return { simulator, bot: { token, apiUrl, threads: 2, drain: DRAIN_S, sessions: file } };
}

/** Asserts that it closes within its drain. */
async function closes(close: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await close();
  const took = performance.now() - began;
  assert.ok(took < DRAIN_S * 1_000 + LEEWAY_MS, `took ${took} ms`);
}

/** Closes a bot at some moment, and asserts that another one goes on where it was. */
async function closedAt(moment: (first: Rig) => Promise<void>): Promise<void> {
  await using folder = await Folder.make();
  const { simulator, bot } = await scene(folder);
  await using first = new Rig(simulator, new Coordinator(bot));
  await first.gateway.start();
  await first.more(500);
  await moment(first);
  await closes(() => first.gateway.close());
  simulator.inject({ kind: "clear" });
  await using second = new Rig(simulator, new Coordinator(bot));
  await second.gateway.start();
  simulator.inject({ kind: "rate", rate: 0 });
  for (const { id, sent } of simulator.sessions) {
    const had = first.got.get(id) ?? [];
    const left = sent.length - had.length;
    while ((second.got.get(id)?.length ?? 0) < left) await second.more(1);
    const all = [...had, ...(second.got.get(id) ?? [])].map(({ seq }) => seq);
    assert.deepEqual(
      all,
      sent.map(({ s }) => s),
    );
  }
  assert.equal(simulator.counters.identifies, SHARDS);
  assert.deepEqual(simulator.violations, []);
  assert.deepEqual([...first.warnings, ...first.lost, ...second.warnings, ...second.lost], []);
}

/** Every shard loses its connection, and this is what it meets when it comes back. */
async function meets(rig: Rig, fault: Fault, state: string): Promise<void> {
  const before = rig.reached(state);
  rig.simulator.inject(fault);
  rig.simulator.inject({ kind: "reset" });
  await rig.until(() => rig.reached(state) >= before + SHARDS);
}

describe("a close at any moment ends within its drain, and the next start goes on", () => {
  it("while every shard waits in a backoff", async () => {
    await closedAt((rig) => meets(rig, { kind: "refuse", ms: 600_000 }, "backoff"));
  });

  it("while every connection hangs before its upgrade", async () => {
    await closedAt((rig) => meets(rig, { kind: "noUpgrade", ms: 600_000 }, "connecting"));
  });

  it("while every connection waits for Hello", async () => {
    await closedAt(async (rig) => {
      const { connections } = rig.simulator.counters;
      rig.simulator.inject({ kind: "noHello", ms: 600_000 });
      rig.simulator.inject({ kind: "reset" });
      await rig.simulator.waitFor(
        () => rig.simulator.counters.connections >= connections + SHARDS,
        20_000,
      );
    });
  });

  it("while every resume waits for its answer", async () => {
    await closedAt((rig) => meets(rig, { kind: "noResumed", ms: 600_000 }, "resuming"));
  });

  it("while the network is dead, and no close is answered", async () => {
    await closedAt((rig) => {
      rig.simulator.inject({ kind: "halfOpen" });
      return Promise.resolve();
    });
  });

  it("during the start, with one shard up and the others waiting for their windows", async () => {
    await using folder = await Folder.make();
    const { simulator, bot } = await scene(folder, { identifyWindow: 5_000, maxConcurrency: 1 });
    await using first = new Rig(simulator, new Coordinator(bot));
    const started = assert.rejects(first.gateway.start(), { code: "CLOSED" });
    await first.shard(0, "ready");
    await closes(() => first.gateway.close());
    await started;
    await using second = new Rig(simulator, new Coordinator(bot));
    const again = assert.rejects(second.gateway.start(), { code: "CLOSED" });
    await second.shard(0, "ready");
    await second.gateway.close();
    await again;
    assert.deepEqual(
      simulator.resumeLog.map(({ shard, ok }) => [shard, ok]),
      [[0, true]],
    );
    assert.deepEqual(simulator.violations, []);
  });
});

describe("a close while threads crash", { concurrency: 1 }, () => {
  const crash = async (order: Order, first: "sabotage" | "close"): Promise<void> => {
    await using folder = await Folder.make();
    const { simulator: sim, bot: options } = await scene(folder);
    await using simulator = sim;
    await using bot = new BotProcess(128);
    await bot.start(options);
    await simulator.waitFor(() => simulator.sessions.every(({ seq }) => seq > 50), 20_000);
    const sabotage = { kind: "sabotage", order, blockMs: 0 } as const;
    const asks = [sabotage, { kind: "close" } as const];
    await closes(() => bot.askAll(first === "sabotage" ? asks : asks.toReversed()));
    const before = await bot.report();
    await using next = new BotProcess(128);
    await next.start(options);
    simulator.inject({ kind: "rate", rate: 0 });
    await assertComplete(next, simulator, () => true, before.got);
    assert.equal(simulator.counters.identifies, SHARDS);
    assert.equal(before.lost, 0);
  };

  for (const how of ["throw", "exit", "heap"] as const) {
    it(`by ${how}, just before it`, () => crash({ how, whom: "all" }, "sabotage"));
    it(`by ${how}, just after it`, () => crash({ how, whom: "all" }, "close"));
  }

  it("or one hangs", () => crash({ how: "hang", whom: "even" }, "sabotage"));
});
