// Connections that do not come about, or not as they should: a shard goes round them, first on the
// resume URL, then on the main one, and no identify is spent on it.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault, SimulatorOptions } from "../../src/simulator/index.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";

const SHARDS = 4;

function make(simulated: SimulatorOptions = {}): Promise<Rig> {
  const options = { identify: FREE_QUEUE, threads: 2 };
  return rig({ shards: SHARDS, ...simulated }, options);
}

async function assertWhole(gateway: Rig): Promise<void> {
  await gateway.complete();
  assert.equal(gateway.simulator.counters.identifies, SHARDS);
  assert.deepEqual(gateway.lost, []);
  assert.deepEqual(gateway.errors, []);
  assert.deepEqual(gateway.simulator.violations, []);
}

/** Faults that one connection each meets before it has a session; all are over in seconds. */
const OBSTACLES: readonly Fault[] = [
  { kind: "refuse" },
  { kind: "helloDelay", delay: 300 },
  { kind: "reconnectBeforeHello" },
  { kind: "reconnectInsteadOfHello" },
  { kind: "closeBeforeHello", code: 4000 },
  { kind: "refuse", times: SHARDS * 2 },
  { kind: "reconnectInsteadOfHello", times: SHARDS },
];

describe("an obstacle before Hello", { concurrency: 3 }, () => {
  for (const fault of OBSTACLES) {
    it(`only delays a start: ${JSON.stringify(fault)}`, async () => {
      await using gateway = await make();
      gateway.simulator.inject(fault);
      await gateway.gateway.start();
      await assertWhole(gateway);
    });

    it(`only delays a resume: ${JSON.stringify(fault)}`, async () => {
      await using gateway = await make();
      await gateway.gateway.start();
      const { simulator } = gateway;
      simulator.inject(fault);
      simulator.inject({ kind: "reset" });
      simulator.inject({ kind: "burst", count: 20 });
      await simulator.waitFor(() => simulator.counters.resumes >= SHARDS, 60_000);
      await assertWhole(gateway);
    });
  }

  it("of 503, while there are too many connections, is tried again", async () => {
    await using gateway = await make({ maxConnections: SHARDS - 1 });
    const starting = gateway.gateway.start();
    await gateway.until(() => gateway.changes.some(({ reason = "" }) => reason.includes("503")));
    const up = (id: number): boolean => gateway.times(id, "ready") > 0;
    await gateway.until(() => [0, 1, 2, 3].filter(up).length === SHARDS - 1);
    await gateway.gateway.close();
    await assert.rejects(starting, { code: "CLOSED" });
    assert.equal(gateway.simulator.counters.identifies, SHARDS - 1);
  });
});

describe("a resume URL that leads nowhere", { concurrency: 3 }, () => {
  for (const resumeHost of ["refuse", "reset"] as const) {
    it(`(${resumeHost}) is tried twice, then RESUME goes over the main one`, async () => {
      await using gateway = await make({ resumeHost });
      await gateway.gateway.start();
      const { simulator } = gateway;
      simulator.inject({ kind: "reset" });
      simulator.inject({ kind: "burst", count: 20 });
      await simulator.waitFor(() => simulator.counters.resumes === SHARDS, 60_000);
      await assertWhole(gateway);
      for (const { host, ok } of simulator.resumeLog) assert.deepEqual([host, ok], ["main", true]);
      for (let id = 0; id < SHARDS; id++) assert.equal(gateway.times(id, "connecting"), 4);
    });
  }

  it("for a while is used again", async () => {
    await using gateway = await make();
    await gateway.gateway.start();
    const { simulator } = gateway;
    simulator.inject({ kind: "refuse", host: "resume", times: SHARDS });
    simulator.inject({ kind: "reset" });
    await simulator.waitFor(() => simulator.counters.resumes === SHARDS, 60_000);
    await assertWhole(gateway);
  });
});

describe("op 7", { concurrency: 3 }, () => {
  it("in the midst of a burst closes resumable, and loses and doubles nothing", async () => {
    await using gateway = await make({ rate: 4_000, ringSize: 100_000 });
    await gateway.gateway.start();
    const { simulator } = gateway;
    simulator.inject({ kind: "burst", count: 500 });
    assert.equal(simulator.inject({ kind: "reconnect" }), SHARDS);
    simulator.inject({ kind: "burst", count: 500 });
    await simulator.waitFor(() => simulator.counters.resumes === SHARDS, 60_000);
    simulator.inject({ kind: "rate", rate: 0 });
    await assertWhole(gateway);
    assert.deepEqual(simulator.counters.closes, { 4900: SHARDS });
    for (const { host } of simulator.resumeLog) assert.equal(host, "resume");
  });

  it("to a share of the shards leaves the others alone", async () => {
    await using gateway = await make({ rate: 1_000, ringSize: 100_000 });
    await gateway.gateway.start();
    const { simulator } = gateway;
    const hit = simulator.inject({ kind: "reconnect", fraction: 0.5 });
    await simulator.waitFor(() => simulator.counters.resumes === hit, 60_000);
    simulator.inject({ kind: "rate", rate: 0 });
    await assertWhole(gateway);
    assert.equal(simulator.counters.connections, SHARDS + hit);
  });

  it("now and then costs resumes only", async () => {
    await using gateway = await make({ reconnectEvery: 3_000, rate: 500, ringSize: 100_000 });
    await gateway.gateway.start();
    const { simulator } = gateway;
    await simulator.waitFor(() => simulator.counters.resumes > SHARDS, 60_000);
    simulator.inject({ kind: "rate", rate: 0 });
    await gateway.complete();
    assert.deepEqual(gateway.lost, []);
    assert.deepEqual(simulator.violations, []);
  });

  it("while a shard resumes keeps what has come of the replay", async () => {
    await using gateway = await make();
    await gateway.gateway.start();
    const { simulator } = gateway;
    const again = simulator.watch(({ kind }) => {
      if (kind === "resume") simulator.inject({ kind: "reconnect" });
    });
    simulator.inject({ kind: "reset" });
    simulator.inject({ kind: "burst", count: 200 });
    await simulator.waitFor(() => simulator.counters.resumes >= 2 * SHARDS, 60_000);
    again();
    await assertWhole(gateway);
  });

  it("before READY identifies again", async () => {
    await using gateway = await make();
    const { simulator } = gateway;
    simulator.inject({ kind: "noReady", times: SHARDS });
    const starting = gateway.gateway.start();
    await simulator.waitFor(() => simulator.counters.identifies === SHARDS);
    simulator.inject({ kind: "reconnect" });
    await starting;
    await gateway.complete();
    assert.equal(simulator.counters.identifies, 2 * SHARDS);
    assert.deepEqual(gateway.lost, []);
    assert.deepEqual(simulator.violations, []);
  });
});
