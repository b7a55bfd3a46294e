// Messages that cannot be used: each costs its connection; one that Discord sends again just so
// costs its session, and that is said.

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import type { CoordinatorOptions } from "../../src/index.js";
import type { Fault } from "../../src/simulator/index.js";
import { inflateWith, INFLATERS } from "../support/inflaters.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";

const SHARDS = 3;
const LIMIT = 65_536;

async function running(options: Partial<CoordinatorOptions>): Promise<Rig> {
  const simulated = { shards: SHARDS, guilds: 1, ringSize: 1_000 };
  const gateway = await rig(simulated, {
    identify: FREE_QUEUE,
    threads: 1,
    maxMessageBytes: LIMIT,
    ...options,
  });
  await gateway.gateway.start();
  await gateway.complete();
  return gateway;
}

/** Asserts that shard 1 resumed, the others went on, and all of it came. */
async function assertResumed(gateway: Rig): Promise<void> {
  const { simulator } = gateway;
  await simulator.waitFor(() => simulator.counters.resumes === 1, 30_000);
  simulator.inject({ kind: "burst", count: 20 });
  await gateway.complete();
  assert.equal(simulator.counters.connections, SHARDS + 1);
  assert.equal(simulator.counters.identifies, SHARDS);
  assert.deepEqual(
    simulator.closes.map(({ code, shard }) => [code, shard]),
    [[4900, 1]],
  );
  assert.deepEqual(gateway.lost, []);
  assert.deepEqual(simulator.violations, []);
}

/** Asserts that shard 1 tried once more, and then gave its session up. */
async function assertGivenUp(gateway: Rig): Promise<void> {
  const { simulator } = gateway;
  await gateway.until(() => gateway.times(1, "ready") === 2);
  const { id, seq } = simulator.sessions.findLast(({ shard }) => shard === 1) ?? assert.fail();
  while (gateway.got.get(id)?.length !== seq) await once(gateway.gateway, "dispatch");
  assert.equal(simulator.counters.identifies, SHARDS + 1);
  assert.deepEqual(
    gateway.lost.map(({ shard }) => shard),
    [1],
  );
  assert.match(gateway.lost[0]?.reason ?? "", /larger than 65536 bytes|Max payload size exceeded/);
  assert.deepEqual(
    simulator.closes.map(({ code, shard }) => [code, shard]),
    [
      [4900, 1],
      [4900, 1],
    ],
  );
  assert.deepEqual(simulator.violations, []);
}

const TOO_LARGE: readonly Fault[] = [
  { kind: "oversize", shard: 1, bytes: LIMIT },
  { kind: "bomb", shard: 1, bytes: LIMIT },
  { kind: "bomb", shard: 1, bytes: 50_000_000 },
  { kind: "guild", shard: 1, bytes: 2 * LIMIT },
];

for (const { name, compress, skip } of INFLATERS) {
  describe(`a compressed message, inflated by ${name},`, { skip }, () => {
    it("that is damaged costs its connection", async () => {
      using library = inflateWith(name);
      await using gateway = await running({ compress });
      gateway.simulator.inject({ kind: "corrupt", shard: 1 });
      gateway.simulator.inject({ kind: "burst", count: 20 });
      await library.confirmed;
      await assertResumed(gateway);
    });

    for (const fault of TOO_LARGE) {
      it(`that is too large costs its session: ${JSON.stringify(fault)}`, async () => {
        using library = inflateWith(name);
        await using gateway = await running({ compress });
        gateway.simulator.inject(fault);
        await library.confirmed;
        await assertGivenUp(gateway);
      });
    }
  });
}

describe("a message without compression", () => {
  for (const fault of TOO_LARGE) {
    it(`that is too large costs its session: ${JSON.stringify(fault)}`, async () => {
      await using gateway = await running({ compress: "none" });
      gateway.simulator.inject(fault);
      await assertGivenUp(gateway);
    });
  }

  it("that is just not too large is taken", async () => {
    await using gateway = await running({ compress: "none" });
    gateway.simulator.inject({ kind: "oversize", shard: 1, bytes: LIMIT - 100 });
    await gateway.complete();
    assert.equal(gateway.simulator.counters.connections, SHARDS);
  });
});

/** Texts that are no message, with `SEQ` for the next seq. */
const BROKEN = [
  `null`,
  `[]`,
  `"x"`,
  `{}`,
  `{"op":"0","d":null}`,
  `{"op":null,"d":null}`,
  `{"op":0.5}`,
  `{"op":7`.slice(0, 5),
  `{"t":"X","s":SEQ,"op":0,"d":{"a":[1,2`,
  `{"t":"X","s":SEQ,"op":0,"d":{}}garbage`,
  `{"t":"X","s":null,"op":0,"d":{}}`,
  `{"t":"X","op":0,"d":{}}`,
  `{"t":null,"s":SEQ,"op":0,"d":{}}`,
  `{"t":5,"s":SEQ,"op":0,"d":{}}`,
  `{"t":"X","s":"SEQ","op":0,"d":{}}`,
  `{"t":"X","s":SEQ.5,"op":0,"d":{}}`,
  `{"t":"X","s":1e300,"op":0,"d":{}}`,
  `{"t":"X","s":9007199254740993,"op":0,"d":{}}`,
  `{"t":"X","s":1e999,"op":0,"d":{}}`,
  `{"t":"READY","s":SEQ,"op":0,"d":{"session_id":"evil","resume_gateway_url":"ws://127.0.0.1:9"}}`,
  `{"t":"READY","s":1,"op":0,"d":{}}`,
  `{"op":7}`,
  `{"d":${"[".repeat(50_000)}`,
];

/** Broken where only a parse finds it, which `json` leaves to the user. */
const UNPARSED = [
  `{"t":"X","s":SEQ,"op":0,"d":tru}`,
  `{"t":"X","s":SEQ,"op":0,"d":{"a":NaN}}`,
  `{"t":"X","s":SEQ,"op":0,"d":"\u0001"}`,
];

/** Odd ones that are as good as nothing. */
const HARMLESS = [
  ``,
  ` `,
  `{"op":11}`,
  `{"op":10,"d":{"heartbeat_interval":1}}`,
  `{"op":10,"d":null}`,
  `{"op":1,"d":"now","s":SEQ}`,
  `{"op":1000000000000000000000,"d":{}}`,
  `{"op":-1,"d":{}}`,
  `{"t":"RESUMED","s":1,"op":0,"d":{}}`,
  `{"t":"X","s":0,"op":0,"d":{}}`,
  `{"t":"X","s":-5,"op":0,"d":{}}`,
];

for (const payload of ["decoded", "json"] as const) {
  it(`a text that is no message costs one connection each (payload ${payload})`, async () => {
    const broken = payload === "json" ? BROKEN : [...BROKEN, ...UNPARSED];
    const shards = broken.length;
    const options = { identify: FREE_QUEUE, threads: 2, payload };
    await using gateway = await rig({ shards, guilds: 1, maxConcurrency: 64 }, options);
    await gateway.gateway.start();
    await gateway.complete();
    const { simulator } = gateway;
    broken.forEach((text, shard) => {
      const next = (simulator.sessions.find((one) => one.shard === shard)?.seq ?? 0) + 1;
      simulator.emitRaw(shard, text.replaceAll("SEQ", String(next)));
    });
    simulator.inject({ kind: "burst", count: 10 });
    const resumed = (): number => new Set(simulator.resumeLog.map(({ shard }) => shard)).size;
    await simulator.waitFor(() => resumed() === shards, 20_000).catch(() => {});
    const spared = broken.filter((_, id) => simulator.resumeLog.every(({ shard }) => shard !== id));
    assert.deepEqual(spared, []);
    await gateway.complete();
    assert.equal(simulator.counters.resumes, shards);
    assert.equal(simulator.counters.identifies, shards);
    assert.deepEqual(gateway.lost, []);
    assert.deepEqual(simulator.violations, []);
  });
}

it("a text that nobody needs changes nothing", async () => {
  const shards = HARMLESS.length;
  await using gateway = await rig({ shards, guilds: 1 }, { identify: FREE_QUEUE, threads: 2 });
  await gateway.gateway.start();
  await gateway.complete();
  const { simulator } = gateway;
  HARMLESS.forEach((text, shard) => simulator.emitRaw(shard, text.replaceAll("SEQ", "2")));
  simulator.inject({ kind: "burst", count: 10 });
  await gateway.complete();
  assert.equal(simulator.counters.connections, shards);
  assert.deepEqual(simulator.violations, []);
  for (const warning of gateway.warnings)
    assert.match(warning.message, /what comes twice is left out/);
});

it("a seq that jumps is followed, and resumed from", async () => {
  await using gateway = await running({});
  const { simulator } = gateway;
  simulator.inject({ kind: "seqJump", by: 1_000_000, shard: 1 });
  simulator.inject({ kind: "burst", count: 20 });
  await gateway.complete();
  simulator.inject({ kind: "reset", shard: 1 });
  simulator.inject({ kind: "burst", count: 20 });
  await simulator.waitFor(() => simulator.counters.resumes === 1);
  await gateway.complete();
  assert.ok((simulator.resumeLog[0]?.seq ?? 0) > 1_000_000);
  assert.deepEqual(gateway.lost, []);
  assert.deepEqual(simulator.violations, []);
});
