import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../src/simulator/index.js";
import { rig } from "../support/rig.js";
import { Watched } from "../support/watched.js";

/** Of Discord's documentation and what is known beside it; not of this project's own table. */
const RESUME = [1000, 1001, 1011, 3000, 4000, 4002, 4008, 4017, 4099, 4999] as const;
const IDENTIFY = [4001, 4003, 4005, 4006, 4007, 4009, 4015, 4016] as const;
const FATAL = [4004, 4010, 4011, 4012, 4013, 4014] as const;

const HINTS: { readonly [code: number]: RegExp } = {
  4004: /check the token/,
  4010: /shard count/,
  4011: /more shards/,
  4012: /update gateway-run/,
  4013: /intents/,
  4014: /privileged intents.*https:\/\/discord\.com\/developers/,
};

describe("scenario 14: each close code", () => {
  it("scenario 14: a code that keeps the session is followed by a resume, and no identify", async () => {
    const faults: Fault[] = RESUME.map((code, shard) => ({ kind: "close", code, shard }));
    faults.push({ kind: "closeWithoutFrame", shard: RESUME.length });
    faults.push({ kind: "reset", shard: RESUME.length + 1 });
    await using r = await rig({ shards: faults.length });
    const watched = new Watched(r.gateway);
    await r.gateway.start();
    await r.complete();
    for (const fault of faults) assert.equal(r.simulator.inject(fault), 1);
    const { simulator } = r;
    await simulator.waitFor(() => simulator.counters.resumes === faults.length, 20_000);
    await r.complete();
    RESUME.forEach((code, shard) => {
      const { code: seen, by } = watched.last(shard, "backoff") ?? {};
      assert.deepEqual([seen, by], [code, "discord"]);
    });
    assert.equal(simulator.counters.identifies, faults.length);
    assert.deepEqual(watched.lost, []);
    assert.deepEqual(r.errors, []);
    assert.deepEqual(simulator.violations, []);
  });

  it("scenario 14: a code that ends the session is followed by an identify, and no resume", async () => {
    const shards = IDENTIFY.length;
    await using r = await rig({ shards });
    const watched = new Watched(r.gateway);
    await r.gateway.start();
    await r.complete();
    IDENTIFY.forEach((code, shard) => r.simulator.inject({ kind: "close", code, shard }));
    await r.simulator.waitFor(() => r.simulator.counters.identifies === 2 * shards, 30_000);
    await watched.until(() => watched.count("ready") === 2 * shards);
    await r.complete();
    assert.deepEqual(r.simulator.resumeLog, []);
    const lost = watched.lost.toSorted((a, b) => a.shard - b.shard);
    assert.deepEqual(
      lost.map(({ shard }) => shard),
      [...IDENTIFY.keys()],
    );
    lost.forEach(({ reason }, i) =>
      assert.match(reason, new RegExp(`closed with ${IDENTIFY[i]} `)),
    );
    assert.deepEqual(r.errors, []);
    assert.deepEqual(r.simulator.violations, []);
  });

  for (const code of FATAL) {
    it(`scenario 14: ${code} stops every shard and surfaces one error`, async () => {
      await using r = await rig({ shards: 3 });
      const watched = new Watched(r.gateway);
      await r.gateway.start();
      r.simulator.inject({ kind: "close", code, shard: 1 });
      await watched.until(() => watched.count("stopped") === 3);
      await r.gateway.close();
      assert.equal(r.errors.length, 1);
      const [error] = r.errors;
      assert.ok(error !== undefined && "code" in error);
      assert.equal(error.code, code === 4004 ? "TOKEN_REFUSED" : "SETTINGS_REFUSED");
      assert.match(error.message, HINTS[code] ?? /^$/);
      assert.equal(r.simulator.counters.open, 0);
      assert.equal(r.simulator.counters.identifies, 3, "nothing was tried again");
      assert.deepEqual(r.simulator.violations, []);
    });
  }
});

describe("scenario 15: 4014 on one shard", () => {
  it("scenario 15: a start with an intent that is not allowed rejects once, and all stop", async () => {
    await using r = await rig(
      { shards: 4, allowedPrivileged: 0 },
      { shardOptions: (shard) => (shard === 2 ? { intents: ["GuildPresences"] } : {}) },
    );
    const watched = new Watched(r.gateway);
    await assert.rejects(r.gateway.start(), {
      code: "SETTINGS_REFUSED",
      shard: 2,
      closeCode: 4014,
      message: /4014.*privileged intents/,
    });
    assert.deepEqual(r.errors, [], "it is not emitted as well");
    for (let shard = 0; shard < 4; shard++) assert.equal(watched.states(shard).at(-1), "stopped");
    assert.equal(r.simulator.counters.open, 0);
    const others = r.simulator.closes.filter(({ shard }) => shard !== 2);
    assert.ok(others.every(({ code }) => code !== 1000 && code !== 1001));
    assert.deepEqual(
      r.simulator.violations.map(({ rule }) => rule),
      ["disallowed-intents"],
    );
    await assert.rejects(r.gateway.start(), TypeError);
  });
});

describe("scenario 27: an intent is revoked live", () => {
  it("scenario 27: 4003, then 4014 for the identify, then the end", async () => {
    await using r = await rig({ shards: 2 });
    const watched = new Watched(r.gateway);
    await r.gateway.start();
    await r.complete();
    r.simulator.inject({ kind: "closeInsteadOfReady", code: 4014, ms: Infinity });
    r.simulator.inject({ kind: "close", code: 4003, shard: 1 });
    await watched.until(() => watched.count("stopped") === 2);
    await r.gateway.close();
    assert.deepEqual(
      watched.lost.map(({ shard }) => shard),
      [1],
    );
    assert.deepEqual(
      r.errors.map((error) => ("closeCode" in error ? error.closeCode : null)),
      [4014],
    );
    assert.equal(r.simulator.counters.identifies, 3);
    assert.deepEqual(r.simulator.resumeLog, []);
    assert.equal(r.simulator.counters.open, 0);
    assert.deepEqual(r.simulator.violations, []);
  });
});
