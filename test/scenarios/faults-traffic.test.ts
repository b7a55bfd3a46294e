// Starts, sockets and traffic that are slow, odd or patchy, and cost nothing.

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";

const SHARDS = 4;

async function running(simulated: SimulatorOptions = {}): Promise<Rig> {
  const options = { shards: SHARDS, ringSize: 100_000, ...simulated };
  const gateway = await rig(options, { identify: FREE_QUEUE, threads: 2 });
  await gateway.gateway.start();
  return gateway;
}

async function assertUntouched(gateway: Rig): Promise<void> {
  const { simulator } = gateway;
  simulator.inject({ kind: "rate", rate: 0 });
  await gateway.complete();
  assert.equal(simulator.counters.connections, SHARDS);
  assert.deepEqual(simulator.violations, []);
  assert.deepEqual([...gateway.warnings, ...gateway.errors], []);
}

describe("a start", { concurrency: 3 }, () => {
  const STARTS: readonly SimulatorOptions[] = [
    { guildRate: 200, guilds: 20 },
    { late: 0.5, lateBy: 200, guilds: 20 },
    { unavailable: 0.5, guilds: 20 },
    { guilds: 0 },
    { largeGuilds: { share: 0.2, bytes: 2_000_000 }, guilds: 10 },
    { guildBytes: 200_000, guilds: 20 },
  ];
  for (const options of STARTS) {
    it(`brings all guilds: ${JSON.stringify(options)}`, async () => {
      await using gateway = await running(options);
      const { simulator } = gateway;
      const { guilds = 0 } = options;
      const sent = (): number => simulator.sessions.reduce((sum, { seq }) => sum + seq, 0);
      await simulator.waitFor(() => sent() === SHARDS * (1 + guilds));
      await assertUntouched(gateway);
    });
  }

  it("during an outage, when identifies get op 9, waits 1 to 5 s and succeeds", async () => {
    await using gateway = await rig({ shards: SHARDS }, { identify: FREE_QUEUE, threads: 2 });
    const { simulator } = gateway;
    simulator.inject({ kind: "outage", ms: Infinity });
    const starting = gateway.gateway.start();
    const refused = (): Set<number> => new Set(simulator.identifyLog.map(({ shard }) => shard));
    await simulator.waitFor(() => refused().size === SHARDS);
    simulator.inject({ kind: "clear", of: "outage" });
    await starting;
    await gateway.complete();
    for (let id = 0; id < SHARDS; id++) {
      const at = simulator.identifyLog.filter(({ shard }) => shard === id).map((entry) => entry.at);
      assert.ok(at.length >= 2);
      at.slice(1).forEach((time, index) => {
        const wait = time - (at[index] ?? 0);
        assert.ok(wait >= 1_000 && wait < 5_500, `shard ${id} waited ${wait} ms`);
      });
    }
    assert.deepEqual(gateway.lost, []);
    assert.deepEqual(simulator.violations, []);
  });

  const REFUSALS: readonly SimulatorOptions[] = [
    {},
    { refusalDelay: 300 },
    { refusalCloses: true },
  ];
  for (const refusal of REFUSALS) {
    it(`before its window gets op 9, and tries again: ${JSON.stringify(refusal)}`, async () => {
      const options = { shards: 2, maxConcurrency: 1, identifyWindow: 500, ...refusal };
      await using gateway = await rig(options, { identify: FREE_QUEUE, threads: 1 });
      await gateway.gateway.start();
      await gateway.complete();
      const rules = new Set(gateway.simulator.violations.map(({ rule }) => rule));
      assert.deepEqual([...rules], ["identify-window"]); // the queue of this test knows none
      assert.deepEqual(gateway.lost, []);
    });
  }

  it("twilight 28: whose READY names no session is told of, and made again", async () => {
    await using gateway = await rig({ shards: SHARDS }, { identify: FREE_QUEUE, threads: 2 });
    const { simulator } = gateway;
    simulator.inject({ kind: "readyWithoutSession", shard: 2 });
    await gateway.gateway.start();
    assert.equal(gateway.times(2, "identifying"), 2);
    assert.deepEqual(
      gateway.warnings.map((error) => "code" in error && error.code),
      ["READY_INCOMPLETE"],
    );
    assert.equal(simulator.counters.identifies, SHARDS + 1);
    assert.equal(simulator.counters.resumes, 0);
    assert.deepEqual(simulator.violations, []);
  });
});

describe("traffic", { concurrency: 3 }, () => {
  it("over a slow socket comes late, and whole", async () => {
    await using gateway = await running({ heartbeatInterval: 1_000 });
    const { simulator } = gateway;
    simulator.inject({ kind: "slow", shard: 1, bytesPerSecond: 20_000 });
    simulator.inject({ kind: "burst", count: 200 });
    await assertUntouched(gateway);
  });

  it("that comes twice under two seqs is handed over twice", async () => {
    await using gateway = await running({ rate: 2_000, duplicates: 0.5 });
    await gateway.more(2_000);
    await assertUntouched(gateway);
  });

  it("that is lost on the way leaves gaps, which only a resume can fill", async () => {
    await using gateway = await running({ rate: 2_000, drops: 0.05 });
    await gateway.more(2_000);
    const { simulator } = gateway;
    simulator.inject({ kind: "rate", rate: 0 });
    simulator.inject({ kind: "dispatch", name: "LAST", data: null });
    const last = (id: string, seq: number): boolean => gateway.got.get(id)?.at(-1)?.seq === seq;
    const all = (): boolean => simulator.sessions.every(({ id, seq }) => last(id, seq));
    while (!all()) await once(gateway.gateway, "dispatch");
    for (const { id, seq } of simulator.sessions) {
      const seqs = gateway.got.get(id)?.map((got) => got.seq) ?? [];
      assert.ok(seqs.length < seq && seqs.length > seq * 0.8);
      assert.deepEqual(
        seqs,
        [...new Set(seqs)].toSorted((a, b) => a - b),
      );
    }
    assert.equal(simulator.counters.connections, SHARDS);
    assert.deepEqual(simulator.violations, []);
    assert.deepEqual(gateway.warnings, []);
  });

  for (const profile of ["all", "no-presences", "slash"] as const) {
    it(`of the profile ${profile} comes whole`, async () => {
      await using gateway = await running({ rate: 4_000, profile, backlog: 100_000 });
      await gateway.more(4_000);
      await assertUntouched(gateway);
    });
  }

  it("of an outage of guilds, and of its end, comes whole", async () => {
    await using gateway = await running({ guilds: 50 });
    gateway.simulator.inject({ kind: "guildsDown", share: 0.7 });
    gateway.simulator.inject({ kind: "guildsUp" });
    await assertUntouched(gateway);
  });

  it("that a slow reader leaves behind is cut off by the server, and resumed", async () => {
    await using gateway = await rig(
      { shards: 1, ringSize: 1_000_000, slowReaderLimit: 2_000_000 },
      { identify: FREE_QUEUE, maxBufferedBytes: 65_536 },
    );
    await gateway.gateway.start();
    const { simulator } = gateway;
    const slow = gateway.gateway.dispatches();
    simulator.inject({ kind: "rate", rate: 20_000 });
    await simulator.waitFor(() => simulator.closes.length > 0, 60_000);
    simulator.inject({ kind: "rate", rate: 0 });
    await slow.return?.();
    await simulator.waitFor(() => simulator.counters.resumes > 0, 60_000);
    await gateway.complete();
    assert.equal(simulator.counters.identifies, 1);
    assert.deepEqual(gateway.lost, []);
    assert.deepEqual(simulator.violations, []);
  });
});
