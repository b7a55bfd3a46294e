// Every close code that leaves something to do, at each point of a connection's life: the session
// is resumed, or a new one is asked for and the user is told of the old one. The codes that leave
// nothing to do stand in fatal-codes.test.ts.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../src/simulator/index.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";

/** Those that Discord documents, those that it once did, and those that nobody does. */
const RESUMED = [
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 4000, 4002, 4008, 4017,
  4321, 4999,
];
const IDENTIFIED = [4001, 4003, 4005, 4006, 4007, 4009, 4015, 4016];
const CODES = [...RESUMED, ...IDENTIFIED];

/** A rig with a shard for each code. */
function rigOf(codes: readonly number[]): Promise<Rig> {
  const options = { identify: FREE_QUEUE, threads: 2 };
  return rig({ shards: codes.length, guilds: 1 }, options);
}

function each(codes: readonly number[], act: (shard: number, code: number) => void): void {
  codes.forEach((code, shard) => act(shard, code));
}

/** How often each shard identified. */
function identifies({ simulator }: Rig, shard: number): number {
  return simulator.identifyLog.filter((entry) => entry.shard === shard).length;
}

function resumes({ simulator }: Rig, shard: number): boolean[] {
  return simulator.resumeLog.filter((entry) => entry.shard === shard).map(({ ok }) => ok);
}

function allReady(gateway: Rig, codes: readonly number[], times: number): Promise<void> {
  return gateway.until(() => codes.every((_, shard) => gateway.times(shard, "ready") >= times));
}

function assertClean(gateway: Rig): void {
  assert.deepEqual(gateway.simulator.violations, []);
  assert.deepEqual(gateway.errors, []);
  assert.deepEqual(gateway.warnings, []);
}

/** Asserts that exactly these shards were told to have lost the session, and why. */
function assertLost(gateway: Rig, codes: readonly number[]): void {
  const lost = gateway.lost.map(({ shard, reason }) => [shard, reason]);
  const want = codes.flatMap((code, shard) =>
    IDENTIFIED.includes(code) ? [[shard, new RegExp(`^closed with ${code} \\(`)] as const] : [],
  );
  assert.deepEqual(
    lost.map(([shard]) => Number(shard)).toSorted((a, b) => a - b),
    want.map(([shard]) => shard),
  );
  for (const [shard, reason] of want) {
    assert.match(String(lost.find(([id]) => id === shard)?.[1]), reason);
  }
}

describe("a close that leaves something to do", { concurrency: 2 }, () => {
  it("twilight 25: of a ready shard resumes or identifies anew, as its code says", async () => {
    await using gateway = await rigOf(CODES);
    await gateway.gateway.start();
    const { simulator } = gateway;
    each(CODES, (shard, code) => {
      simulator.emit(shard, "BEFORE", {});
      simulator.inject({ kind: "close", shard, code });
      simulator.emit(shard, "MEANWHILE", {});
    });
    await allReady(gateway, CODES, 2);
    each(CODES, (shard) => simulator.emit(shard, "AFTER", {}));
    await gateway.complete();
    each(CODES, (shard, code) => {
      const resumed = RESUMED.includes(code);
      assert.deepEqual(resumes(gateway, shard), resumed ? [true] : [], `resumes after ${code}`);
      assert.equal(identifies(gateway, shard), resumed ? 1 : 2, `identifies after ${code}`);
      const told = gateway.changes.find((change) => change.id === shard && change.by === "discord");
      assert.equal(told?.code, code);
    });
    for (const { shard, seq } of gateway.lost) {
      const old = simulator.endedSessions.find((session) => session.shard === shard);
      assert.equal(seq, old?.seq, "all that came before the close was received");
    }
    assertLost(gateway, CODES);
    assertClean(gateway);
  });

  it("of a resume resumes again or identifies anew", async () => {
    await using gateway = await rigOf(CODES);
    await gateway.gateway.start();
    const { simulator } = gateway;
    each(CODES, (shard, code) => {
      simulator.inject({ kind: "resumeClose", shard, code });
      simulator.emit(shard, "BEFORE", {});
      simulator.inject({ kind: "reset", shard });
      if (RESUMED.includes(code)) simulator.emit(shard, "MEANWHILE", {});
    });
    await allReady(gateway, CODES, 2);
    each(CODES, (shard, code) => {
      const resumed = RESUMED.includes(code);
      assert.deepEqual(resumes(gateway, shard), resumed ? [false, true] : [false], String(code));
      assert.equal(identifies(gateway, shard), resumed ? 1 : 2, `identifies after ${code}`);
    });
    await gateway.complete();
    assertLost(gateway, CODES);
    assertClean(gateway);
  });

  it("of an identify identifies again, and no session is called lost", async () => {
    await using gateway = await rigOf(CODES);
    each(CODES, (shard, code) => {
      gateway.simulator.inject({ kind: "closeInsteadOfReady", shard, code });
    });
    await gateway.gateway.start();
    each(CODES, (shard, code) => assert.equal(identifies(gateway, shard), 2, String(code)));
    assert.deepEqual(gateway.simulator.resumeLog, []);
    assert.deepEqual(gateway.lost, []);
    await gateway.complete();
    assertClean(gateway);
  });

  it("before Hello only connects again", async () => {
    await using gateway = await rigOf(CODES);
    each(CODES, (_, code) => gateway.simulator.inject({ kind: "closeBeforeHello", code }));
    await gateway.gateway.start();
    assert.equal(gateway.simulator.counters.connections, 2 * CODES.length);
    each(CODES, (shard, code) => assert.equal(identifies(gateway, shard), 1, String(code)));
    await gateway.complete();
    assertClean(gateway);
  });

  it("before Hello of a resume resumes where the code lets it", async () => {
    await using gateway = await rigOf(RESUMED);
    await gateway.gateway.start();
    const { simulator } = gateway;
    each(RESUMED, (_, code) => simulator.inject({ kind: "closeBeforeHello", code }));
    simulator.inject({ kind: "reset" });
    simulator.inject({ kind: "burst", count: 10 });
    await allReady(gateway, RESUMED, 2);
    await gateway.complete();
    assert.equal(simulator.counters.resumes, RESUMED.length);
    assert.equal(simulator.counters.identifies, RESUMED.length);
    assert.equal(simulator.counters.connections, 3 * RESUMED.length);
    assertClean(gateway);
  });

  it("before Hello of a resume identifies anew where the code says so", async () => {
    await using gateway = await rigOf(IDENTIFIED);
    await gateway.gateway.start();
    const { simulator } = gateway;
    each(IDENTIFIED, (_, code) => {
      simulator.inject({ kind: "closeBeforeHello", host: "resume", code });
    });
    simulator.inject({ kind: "reset" });
    await allReady(gateway, IDENTIFIED, 2);
    assert.equal(gateway.lost.length, IDENTIFIED.length);
    assert.equal(simulator.counters.resumes, 0);
    assert.equal(simulator.counters.identifies, 2 * IDENTIFIED.length);
    assertClean(gateway);
  });
});

const UNSAID: readonly Fault[] = [
  { kind: "closeWithoutFrame" },
  { kind: "reset" },
  { kind: "closeWithoutFrame", fraction: 0.5 },
];

for (const fault of UNSAID) {
  it(`twilight 25: an end without a code resumes: ${JSON.stringify(fault)}`, async () => {
    await using gateway = await rig({ shards: 4 }, { identify: FREE_QUEUE });
    await gateway.gateway.start();
    const { simulator } = gateway;
    simulator.inject({ kind: "burst", count: 200 });
    const hit = simulator.inject(fault);
    simulator.inject({ kind: "burst", count: 10 });
    await simulator.waitFor(() => simulator.counters.resumes >= hit);
    await gateway.complete();
    assert.equal(simulator.counters.identifies, 4);
    assert.equal(simulator.counters.resumes, hit);
    const codes = gateway.changes.filter(({ code }) => code !== undefined);
    assert.deepEqual(
      codes.map(({ code, by }) => [code, by]),
      Array.from({ length: hit }, () => [1006, "network"]),
    );
    assertClean(gateway);
  });
}
