// Silences at each point of a connection's start, in real time: 10 s for a connection, 20 s for
// Hello, 60 s for READY and RESUMED. All at once, so that the file takes little longer than the
// longest of them. While one shard waits, the others go on.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../src/simulator/index.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";

const SHARDS = 3;

interface Silence {
  readonly what: string;
  readonly fault: Fault;
  /** How long the shard waits, in ms, and what it then says. */
  readonly wait: number;
  readonly reason: RegExp;
}

const BEFORE: readonly Silence[] = [
  {
    what: "twilight 5: no upgrade",
    fault: { kind: "noUpgrade" },
    wait: 10_000,
    reason: /no connection within 10 s/,
  },
  {
    what: "twilight 11: no Hello",
    fault: { kind: "noHello" },
    wait: 20_000,
    reason: /no Hello within 20 s/,
  },
  {
    what: "a late Hello",
    fault: { kind: "helloDelay", delay: 25_000 },
    wait: 20_000,
    reason: /no Hello within 20 s/,
  },
];

const NO_READY: Silence = {
  what: "no READY",
  fault: { kind: "noReady", shard: 1 },
  wait: 60_000,
  reason: /no READY in time/,
};

const NO_RESUMED: Silence = {
  what: "no RESUMED",
  fault: { kind: "noResumed", shard: 1 },
  wait: 60_000,
  reason: /no RESUMED in time/,
};

function make(heartbeatInterval: number): Promise<Rig> {
  return rig({ shards: SHARDS, heartbeatInterval }, { identify: FREE_QUEUE, threads: 2 });
}

/** Settles when a shard has waited and said so; asserts for how long. */
async function waited(gateway: Rig, { wait, reason }: Silence, since: number): Promise<void> {
  const told = (): boolean => gateway.changes.some((change) => reason.test(change.reason ?? ""));
  await gateway.until(told);
  const took = performance.now() - since;
  assert.ok(took >= wait - 1_000 && took < wait + 20_000, `${took} ms`);
}

async function assertWhole({ simulator, ...gateway }: Rig, identifies: number): Promise<void> {
  assert.equal(simulator.counters.identifies, identifies);
  assert.deepEqual(simulator.violations, []);
  assert.deepEqual(gateway.lost, []);
  for (const { code, by } of simulator.closes) {
    if (by === "client") assert.ok(code === 4900 || code === 1006, String(code));
  }
}

describe("a silence", { concurrency: 10 }, () => {
  for (const silence of BEFORE) {
    it(`${silence.what} before an identify ends in its time`, async () => {
      await using gateway = await make(41_250);
      gateway.simulator.inject(silence.fault);
      const starting = gateway.gateway.start();
      await gateway.until(() => gateway.changes.length > 0);
      await waited(gateway, silence, performance.now());
      await starting;
      await gateway.complete();
      await assertWhole(gateway, SHARDS);
    });

    it(`${silence.what} before a resume ends in its time`, async () => {
      await using gateway = await make(41_250);
      await gateway.gateway.start();
      const { simulator } = gateway;
      simulator.inject(silence.fault);
      const start = performance.now();
      simulator.inject({ kind: "reset", shard: 1 });
      simulator.inject({ kind: "burst", count: 20 });
      await waited(gateway, silence, start);
      await simulator.waitFor(() => simulator.counters.resumes === 1, 30_000);
      await gateway.complete();
      await assertWhole(gateway, SHARDS);
    });
  }

  it("of a gateway that acks nothing and is not ready ends after 60 s", async () => {
    await using gateway = await make(200_000);
    gateway.simulator.inject({ kind: "acks", mode: "drop", ms: Infinity });
    gateway.simulator.inject(NO_READY.fault);
    const starting = gateway.gateway.start();
    await gateway.until(() => gateway.times(1, "identifying") > 0);
    await waited(gateway, NO_READY, performance.now());
    await starting;
    await gateway.complete();
    await assertWhole(gateway, SHARDS + 1);
  });

  it("twilight 12: of a gateway that acks and is not ready is waited out for longer", async () => {
    await using gateway = await make(2_000);
    const { simulator } = gateway;
    simulator.inject(NO_READY.fault);
    const starting = assert.rejects(gateway.gateway.start(), { code: "CLOSED" });
    await gateway.until(() => gateway.times(1, "identifying") > 0);
    await new Promise((resolve) => setTimeout(resolve, 65_000));
    assert.equal(gateway.times(1, "closing"), 0);
    await gateway.gateway.close();
    await starting;
    await assertWhole(gateway, SHARDS);
  });

  it("twilight 12: of a resume ends after 60 s, whatever is acked", async () => {
    await using gateway = await make(2_000);
    await gateway.gateway.start();
    const { simulator } = gateway;
    simulator.inject(NO_RESUMED.fault);
    simulator.inject({ kind: "reset", shard: 1 });
    simulator.inject({ kind: "burst", count: 20 });
    await gateway.until(() => gateway.times(1, "resuming") > 0);
    await waited(gateway, NO_RESUMED, performance.now());
    await simulator.waitFor(() => simulator.counters.resumes === 1, 30_000);
    await gateway.complete();
    await assertWhole(gateway, SHARDS);
  });

  it("twilight 8: on the resume URL ends in its time, and RESUME goes over the main one", async () => {
    await using gateway = await make(41_250);
    await gateway.gateway.start();
    const { simulator } = gateway;
    simulator.inject({ kind: "noHello", host: "resume", ms: Infinity });
    simulator.inject({ kind: "reset", shard: 1 });
    simulator.inject({ kind: "burst", count: 20 });
    await simulator.waitFor(() => simulator.counters.resumes === 1, 60_000);
    assert.equal(simulator.resumeLog[0]?.host, "main");
    await gateway.complete();
    await assertWhole(gateway, SHARDS);
  });
});
