// Resumes that fail, and sessions that end: what Discord still has is not lost, what it has not is
// told once.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault, SimulatorOptions } from "../../src/simulator/index.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";

const SHARDS = 4;

async function running(simulated: SimulatorOptions = {}): Promise<Rig> {
  const options = { shards: SHARDS, guilds: 2, ...simulated };
  const gateway = await rig(options, { identify: FREE_QUEUE, threads: 2 });
  await gateway.gateway.start();
  await gateway.complete();
  return gateway;
}

/** Cuts all connections, and sends something that only a replay can bring. */
function cut({ simulator }: Rig, count = 20): void {
  simulator.inject({ kind: "reset" });
  simulator.inject({ kind: "burst", count });
}

async function assertResumed(gateway: Rig, refused: number): Promise<void> {
  const { simulator } = gateway;
  await simulator.waitFor(() => simulator.counters.resumes >= SHARDS, 60_000);
  await gateway.complete();
  assert.equal(simulator.counters.resumesRefused, refused);
  assert.equal(simulator.counters.identifies, SHARDS);
  assert.deepEqual(gateway.lost, []);
  assert.deepEqual(simulator.violations, []);
}

/** Asserts that so many of the shards that were cut lost their session, and were told so. */
async function assertAnew(
  gateway: Rig,
  count: number,
  reason: RegExp,
  cuts = SHARDS,
): Promise<void> {
  const { simulator } = gateway;
  await gateway.until(() => gateway.reached("ready") >= SHARDS + cuts);
  await gateway.complete();
  assert.equal(simulator.counters.identifies, SHARDS + count);
  assert.equal(gateway.lost.length, count);
  const ended = new Map(simulator.endedSessions.map(({ id, shard }) => [id, shard]));
  for (const { session, shard, reason: told } of gateway.lost) {
    assert.equal(ended.get(session), shard);
    assert.match(told, reason);
  }
  assert.deepEqual(simulator.violations, []);
}

describe("a resume", { concurrency: 3 }, () => {
  const passing: readonly Fault[] = [
    { kind: "resumeReset", times: SHARDS * 2 },
    { kind: "resumeClose", code: 4000, times: SHARDS * 2 },
    { kind: "resumeInvalid", resumable: true, times: SHARDS },
  ];
  for (const fault of passing) {
    it(`is tried again: ${JSON.stringify(fault)}`, async () => {
      await using gateway = await running();
      gateway.simulator.inject(fault);
      cut(gateway);
      await assertResumed(gateway, fault.kind === "resumeInvalid" ? SHARDS : SHARDS * 2);
    });
  }

  it("that op 9 answers with d:true waits 1 to 5 s", async () => {
    await using gateway = await running();
    const { simulator } = gateway;
    simulator.inject({ kind: "resumeInvalid", resumable: true, times: SHARDS });
    cut(gateway);
    await assertResumed(gateway, SHARDS);
    for (let id = 0; id < SHARDS; id++) {
      const [first, second] = simulator.resumeLog.filter(({ shard }) => shard === id);
      const wait = (second?.at ?? 0) - (first?.at ?? 0);
      assert.ok(wait >= 1_000 && wait < 5_500, `shard ${id} waited ${wait} ms`);
    }
  });

  it("that is cut in the midst of its replay goes on from there", async () => {
    await using gateway = await running({ ringSize: 10_000 });
    const { simulator } = gateway;
    let cuts = SHARDS * 2;
    const again = simulator.watch(({ kind }) => {
      if (kind === "resume" && cuts-- > 0) setImmediate(() => simulator.inject({ kind: "reset" }));
    });
    cut(gateway, 2_000);
    await simulator.waitFor(() => simulator.counters.resumes >= SHARDS * 3, 60_000);
    again();
    await gateway.complete();
    assert.equal(simulator.counters.identifies, SHARDS);
    assert.deepEqual(simulator.violations, []);
  });

  it("that op 9 answers with d:false costs the session", async () => {
    await using gateway = await running();
    gateway.simulator.inject({ kind: "resumeInvalid", resumable: false, shard: 1 });
    gateway.simulator.inject({ kind: "reset" });
    const { simulator } = gateway;
    await simulator.waitFor(() => simulator.counters.identifies > SHARDS, 60_000);
    await gateway.until(() => gateway.times(1, "ready") === 2);
    assert.deepEqual(
      gateway.lost.map(({ shard }) => shard),
      [1],
    );
    assert.match(gateway.lost[0]?.reason ?? "", /op 9/);
    assert.equal(simulator.counters.resumes, SHARDS - 1);
    assert.deepEqual(simulator.violations, []);
  });
});

describe("a session", { concurrency: 3 }, () => {
  it("that has missed more than the replay buffer holds is lost, and told", async () => {
    await using gateway = await running({ ringSize: 50 });
    cut(gateway, 60);
    await assertAnew(gateway, SHARDS, /op 9/);
  });

  it("that has missed as much as the replay buffer holds is resumed", async () => {
    await using gateway = await running({ ringSize: 50 });
    cut(gateway, 50);
    await assertResumed(gateway, 0);
  });

  it("that has missed more bytes than the replay buffer holds is lost, and told", async () => {
    await using gateway = await running({ ringBytes: 20_000, ringSize: 10_000 });
    cut(gateway, 200);
    await assertAnew(gateway, SHARDS, /op 9/);
  });

  it("whose replay buffer was trimmed is lost if it has missed something", async () => {
    await using gateway = await running();
    cut(gateway, 1);
    gateway.simulator.inject({ kind: "trimRing", shard: 2 });
    await assertAnew(gateway, 1, /op 9/);
  });

  it("whose replay buffer was trimmed is resumed if it has missed nothing", async () => {
    await using gateway = await running();
    gateway.simulator.inject({ kind: "trimRing" });
    gateway.simulator.inject({ kind: "reset" });
    await assertResumed(gateway, 0);
  });

  it("that expired unseen is lost at the next resume, and told", async () => {
    await using gateway = await running();
    gateway.simulator.inject({ kind: "expire" });
    gateway.simulator.inject({ kind: "reset" });
    await assertAnew(gateway, SHARDS, /op 9/);
  });

  it("that is left alone for longer than it lives is lost, and told", async () => {
    await using gateway = await running({ sessionTtl: 300 });
    const { simulator } = gateway;
    simulator.inject({ kind: "refuse", ms: 1_000 });
    cut(gateway);
    await assertAnew(gateway, SHARDS, /op 9/);
  });

  it("twilight 25: that Discord calls invalid is given up, or resumed where it says so", async () => {
    await using gateway = await running();
    const { simulator } = gateway;
    simulator.inject({ kind: "invalidSession", resumable: false, shard: 0 });
    simulator.inject({ kind: "invalidSession", resumable: false, shard: 1 });
    simulator.inject({ kind: "invalidSession", resumable: true, shard: 2 });
    simulator.inject({ kind: "burst", count: 10 });
    await assertAnew(gateway, 2, /op 9/, 3);
    assert.equal(simulator.counters.resumes, 1);
    for (const { code } of simulator.closes) assert.equal(code, 4900);
  });

  it("whose replay buffer is trimmed at each heartbeat is resumed", async () => {
    await using gateway = await running({
      trimAtHeartbeat: true,
      heartbeatInterval: 300,
      heartbeatGrace: 4,
      ringSize: 100_000,
    });
    const { simulator } = gateway;
    simulator.inject({ kind: "rate", rate: 1_000 });
    for (let cuts = 1; cuts <= 3; cuts++) {
      const { heartbeats } = simulator.counters;
      await simulator.waitFor(() => simulator.counters.heartbeats >= heartbeats + SHARDS * 2);
      simulator.inject({ kind: "reset" });
      await simulator.waitFor(() => simulator.counters.resumes >= cuts * SHARDS, 60_000);
    }
    simulator.inject({ kind: "rate", rate: 0 });
    await gateway.complete();
    assert.ok(simulator.sessions.every(({ heartbeatSeq }) => (heartbeatSeq ?? 0) > 100));
    assert.equal(simulator.counters.identifies, SHARDS);
    assert.deepEqual(simulator.violations, []);
  });
});
