// The close codes after which trying again cannot help: whatever shard gets one, and whenever, all
// shards stop, and the user is told once what to do.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayError } from "../../src/index.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";

interface Fatal {
  readonly code: number;
  readonly error: string;
  /** What the message must say of the way out. */
  readonly hint: RegExp;
}

const FATAL: readonly Fatal[] = [
  { code: 4004, error: "TOKEN_REFUSED", hint: /token/ },
  { code: 4010, error: "SETTINGS_REFUSED", hint: /shards: auto/ },
  { code: 4011, error: "SETTINGS_REFUSED", hint: /more shards/ },
  { code: 4012, error: "SETTINGS_REFUSED", hint: /update gateway-run/ },
  { code: 4013, error: "SETTINGS_REFUSED", hint: /intents/ },
  { code: 4014, error: "SETTINGS_REFUSED", hint: /GuildMembers.*discord\.com\/developers/ },
];

const SHARDS = 4;
const HIT = 2;

function rigOf(): Promise<Rig> {
  return rig({ shards: SHARDS, guilds: 1 }, { identify: FREE_QUEUE, threads: 2 });
}

function check(error: unknown, { code, error: name, hint }: Fatal): true {
  const { code: got, closeCode, shard, message } = error as GatewayError;
  assert.equal(got, name);
  assert.equal(closeCode, code);
  assert.ok(shard !== undefined && shard < SHARDS);
  assert.match(message, new RegExp(`shard ${shard} with ${code}`));
  assert.match(message, hint);
  return true;
}

/** Nothing is open, nothing comes again, and what the others had can be resumed. */
async function assertStopped(gateway: Rig, { code }: Fatal, told: number): Promise<void> {
  const { simulator } = gateway;
  await gateway.gateway.close();
  await simulator.waitFor(() => simulator.counters.open === 0);
  const { connections } = simulator.counters;
  assert.equal(gateway.errors.length, told);
  for (const { code: how, by } of simulator.closes) {
    if (by === "client") assert.equal(how, 4900);
    else assert.ok(how === code || how === 1006);
  }
  assert.equal(simulator.counters.connections, connections);
  assert.deepEqual(simulator.violations, []);
}

/** The error of a running coordinator, which is told once. */
async function toldError(gateway: Rig, strike: () => void): Promise<Error> {
  const told = new Promise<Error>((resolve) => gateway.gateway.once("error", resolve));
  strike();
  return await told;
}

describe("a close after which nothing helps", { concurrency: 3 }, () => {
  for (const fatal of FATAL) {
    const { code } = fatal;

    it(`${code} while a start is pending rejects it, and is not emitted`, async () => {
      await using gateway = await rigOf();
      gateway.simulator.inject({ kind: "closeInsteadOfReady", shard: HIT, code });
      await assert.rejects(gateway.gateway.start(), (error) => check(error, fatal));
      await assertStopped(gateway, fatal, 0);
      assert.equal(gateway.simulator.identifyLog.filter(({ shard }) => shard === HIT).length, 1);
    });

    it(`${code} of a shard that is ready, while another is not, rejects the start`, async () => {
      await using gateway = await rigOf();
      gateway.simulator.inject({ kind: "noReady", shard: 0 });
      const starting = assert.rejects(gateway.gateway.start(), (error) => check(error, fatal));
      await gateway.until(() => gateway.times(HIT, "ready") > 0);
      gateway.simulator.inject({ kind: "close", shard: HIT, code });
      await starting;
      await assertStopped(gateway, fatal, 0);
    });

    it(`twilight 1: ${code} of a ready shard is emitted once, and ends all`, async () => {
      await using gateway = await rigOf();
      const dispatches = gateway.gateway.dispatches();
      await gateway.gateway.start();
      const { simulator } = gateway;
      const reason = `what Discord says of ${code}`;
      const hit = (): number => simulator.inject({ kind: "close", shard: HIT, code, reason });
      check(await toldError(gateway, hit), fatal);
      for await (const _ of dispatches); // it ends
      const end = gateway.last(HIT, "stopped");
      assert.deepEqual([end?.code, end?.reason, end?.by], [code, reason, "discord"]);
      await assertStopped(gateway, fatal, 1);
      assert.equal(simulator.sessions.length, SHARDS - 1);
      assert.equal(simulator.counters.connections, SHARDS);
    });

    it(`${code} of a resume is emitted once, and ends all`, async () => {
      await using gateway = await rigOf();
      await gateway.gateway.start();
      const { simulator } = gateway;
      simulator.inject({ kind: "resumeClose", shard: HIT, code });
      const error = await toldError(gateway, () => simulator.inject({ kind: "reset", shard: HIT }));
      check(error, fatal);
      await assertStopped(gateway, fatal, 1);
      assert.equal(simulator.counters.identifies, SHARDS);
    });
  }

  const [fatal = assert.fail()] = FATAL;
  const { code } = fatal;

  it(`${code} of all shards at once is emitted once`, async () => {
    await using gateway = await rigOf();
    await gateway.gateway.start();
    const hit = (): number => gateway.simulator.inject({ kind: "close", code });
    check(await toldError(gateway, hit), fatal);
    await assertStopped(gateway, fatal, 1);
  });

  it(`${code} before Hello rejects the start`, async () => {
    await using gateway = await rigOf();
    gateway.simulator.inject({ kind: "closeBeforeHello", code });
    await assert.rejects(gateway.gateway.start(), (error) => check(error, fatal));
    await assertStopped(gateway, fatal, 0);
  });

  it("after an intent was withdrawn: 4003, then 4014, then the end", async () => {
    await using gateway = await rigOf();
    await gateway.gateway.start();
    const { simulator } = gateway;
    simulator.inject({ kind: "closeInsteadOfReady", code: 4014, ms: Infinity });
    const error = await toldError(gateway, () => simulator.inject({ kind: "close", code: 4003 }));
    check(error, FATAL[5] ?? assert.fail());
    await gateway.gateway.close();
    assert.equal(gateway.errors.length, 1);
    assert.equal(gateway.lost.length, SHARDS);
    assert.equal(simulator.counters.resumes, 0);
  });
});
