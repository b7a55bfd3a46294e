// Heartbeats that go wrong: what keeps a connection, what ends it, and that its end is a resume.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { BotProcess, assertComplete } from "../support/bot-process.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";
import { Simulator } from "../../src/simulator/index.js";

/** Long enough for a busy machine to be no fault of its own. */
const INTERVAL = 1_500;
const SHARDS = 4;

async function running(simulated: SimulatorOptions = {}): Promise<Rig> {
  const options = { shards: SHARDS, heartbeatInterval: INTERVAL, ...simulated };
  const gateway = await rig(options, { identify: FREE_QUEUE, threads: 2 });
  await gateway.gateway.start();
  return gateway;
}

/** Settles after so many more heartbeats of all shards together. */
async function beats({ simulator }: Rig, count: number): Promise<void> {
  const want = simulator.counters.heartbeats + count;
  await simulator.waitFor(() => simulator.counters.heartbeats >= want, 60_000);
}

/** Asserts that every connection of the start is still there, and everything came. */
async function assertKept(gateway: Rig): Promise<void> {
  const { simulator } = gateway;
  simulator.inject({ kind: "rate", rate: 0 });
  await gateway.complete();
  const ends = gateway.changes.filter(({ state }) => state === "closing" || state === "backoff");
  assert.deepEqual(ends, []);
  assert.equal(simulator.counters.connections, SHARDS);
  assert.deepEqual(simulator.violations, []);
  assert.deepEqual(gateway.warnings, []);
}

const IDS = [...Array(SHARDS).keys()];

/** Asserts that every shard closed, that this ended in resumes only, and everything came. */
async function assertResumed(gateway: Rig): Promise<void> {
  const { simulator } = gateway;
  await gateway.until(() => IDS.every((id) => gateway.times(id, "closing") > 0));
  simulator.inject({ kind: "clear" });
  await gateway.until(() => IDS.every((id) => gateway.states(id).at(-1) === "ready"));
  await gateway.complete();
  assert.equal(simulator.counters.identifies, SHARDS);
  assert.deepEqual(gateway.lost, []);
  assert.deepEqual(simulator.violations, []);
  for (const { by, code } of simulator.closes) {
    if (by === "client") assert.equal(code, 4900);
  }
}

describe("a heartbeat", { concurrency: 8 }, () => {
  it("whose ack is later than the next heartbeat keeps the connection while events come", async () => {
    await using gateway = await running({ ackDelay: INTERVAL * 1.6, rate: 500, ringSize: 100_000 });
    await beats(gateway, SHARDS * 5);
    await assertKept(gateway);
  });

  it("whose ack is late for once keeps the connection", async () => {
    await using gateway = await running();
    gateway.simulator.inject({ kind: "ackDelay", delay: INTERVAL * 0.4, ms: INTERVAL * 4 });
    await beats(gateway, SHARDS * 5);
    await assertKept(gateway);
  });

  it("twilight 35: whose ack comes twice keeps the connection", async () => {
    await using gateway = await running({ ackDuplicate: 0.5 });
    gateway.simulator.inject({ kind: "acks", mode: "duplicate", times: SHARDS * 4 });
    await beats(gateway, SHARDS * 5);
    await assertKept(gateway);
  });

  it("twilight 34: without an ack keeps the connection as long as events come", async () => {
    await using gateway = await running({ rate: 500, ringSize: 100_000 });
    gateway.simulator.inject({ kind: "acks", mode: "drop", ms: Infinity });
    await beats(gateway, SHARDS * 5);
    await assertKept(gateway);
  });

  it("of which some have no ack keeps the connection as long as events come", async () => {
    await using gateway = await running({ ackDrop: 0.5, rate: 500, ringSize: 100_000 });
    await beats(gateway, SHARDS * 5);
    await assertKept(gateway);
  });

  it("without an ack, and no event either, ends in a resume", async () => {
    await using gateway = await running();
    gateway.simulator.inject({ kind: "acks", mode: "drop", ms: Infinity });
    await assertResumed(gateway);
    for (const id of IDS) assert.match(gateway.last(id, "closing")?.reason ?? "", /zombie/);
  });

  it("of a connection that is half open ends in a resume within two intervals", async () => {
    await using gateway = await running();
    const { simulator } = gateway;
    assert.equal(simulator.inject({ kind: "halfOpen" }), SHARDS);
    const start = performance.now();
    simulator.inject({ kind: "burst", count: 20 });
    await assertResumed(gateway);
    for (const id of IDS) {
      const took = (gateway.last(id, "closing")?.at ?? Infinity) - start;
      assert.ok(took < 2 * INTERVAL + 500, `${took} ms`); // half a second for a busy machine
    }
  });

  it("that Discord asks for is sent at once, and the others keep their time", async () => {
    await using gateway = await running({ heartbeatInterval: 60_000 });
    const { simulator } = gateway;
    const before = simulator.counters.heartbeats;
    simulator.inject({ kind: "heartbeatRequest" });
    await simulator.waitFor(() => simulator.counters.heartbeats >= before + SHARDS);
    await assertKept(gateway);
  });
});

/** What Hello may say in place of an interval. */
const NO_INTERVALS: readonly unknown[] = [
  0,
  -1,
  0.5,
  1e12,
  1e308,
  "x",
  "41250",
  null,
  true,
  [],
  {},
  [41_250],
];

describe("a Hello without a usable interval", () => {
  it("of an identify is given up for another connection", async () => {
    const shards = NO_INTERVALS.length;
    await using gateway = await rig({ shards, guilds: 1 }, { identify: FREE_QUEUE, threads: 2 });
    const { simulator } = gateway;
    for (const interval of NO_INTERVALS) simulator.inject({ kind: "helloInterval", interval });
    await gateway.gateway.start();
    await gateway.complete();
    assert.equal(simulator.counters.connections, 2 * shards);
    assert.equal(simulator.counters.identifies, shards);
    assert.deepEqual(simulator.violations, []);
  });

  it("of a resume is given up for another connection", async () => {
    const shards = NO_INTERVALS.length;
    await using gateway = await rig({ shards, guilds: 1 }, { identify: FREE_QUEUE, threads: 2 });
    const { simulator } = gateway;
    await gateway.gateway.start();
    for (const interval of NO_INTERVALS) simulator.inject({ kind: "helloInterval", interval });
    simulator.inject({ kind: "reset" });
    simulator.inject({ kind: "burst", count: 10 });
    await simulator.waitFor(() => simulator.counters.resumes === shards, 30_000);
    await gateway.complete();
    assert.equal(simulator.counters.connections, 3 * shards);
    assert.equal(simulator.counters.identifies, shards);
    assert.deepEqual(simulator.violations, []);
  });
});

describe("a heartbeat that a stopped process misses", { concurrency: 3 }, () => {
  for (const missedHeartbeat of [1000, 4009, "reset"] as const) {
    const then = missedHeartbeat === 4009 ? "costs a session" : "is a resume";

    it(`and that ends the connection by ${missedHeartbeat} ${then}`, async () => {
      await using simulator = new Simulator({
        shards: SHARDS,
        identifyWindow: 0,
        maxConcurrency: SHARDS,
        keepSent: true,
        heartbeatInterval: 500,
        heartbeatGrace: 1.5,
        missedHeartbeat,
      });
      const { apiUrl, token } = await simulator.start();
      await using bot = new BotProcess();
      await bot.start({ token, apiUrl, threads: 2 });
      process.kill(bot.pid, "SIGSTOP");
      await simulator.waitFor(() => simulator.closes.length === SHARDS);
      simulator.inject({ kind: "burst", count: 20 });
      process.kill(bot.pid, "SIGCONT");
      const counter = missedHeartbeat === 4009 ? "identifies" : "resumes";
      const want = missedHeartbeat === 4009 ? 2 * SHARDS : SHARDS;
      await simulator.waitFor(() => simulator.counters[counter] >= want, 30_000);
      const report = await assertComplete(bot, simulator);
      assert.equal(report.lost, missedHeartbeat === 4009 ? SHARDS : 0);
      assert.equal(simulator.counters.identifies, missedHeartbeat === 4009 ? 2 * SHARDS : SHARDS);
      const rules = new Set(simulator.violations.map(({ rule }) => rule));
      assert.deepEqual([...rules], ["heartbeat-deadline"]); // which is this test's doing
    });
  }
});
