import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { CoordinatorOptions, Dispatch } from "../../src/index.js";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { rig, type Rig } from "../support/rig.js";

const KIB = 1024;
const ALLOWANCE = 64 * KIB;

/** What one thread may have taken beyond its allowance: a batch, and what a socket had in hand. */
const SLACK = 512 * KIB;

/** A user that stopped asking. */
interface Stuck {
  readonly here: Rig;
  readonly iterator: AsyncIterableIterator<Dispatch, undefined>;
  /** Bytes of JSON that reached this thread, whoever dealt with them. */
  readonly bytes: () => number;
}

/** Starts one shard under load, whose user asks for one event and then for no more. */
async function stuck(
  simulated: SimulatorOptions = {},
  options: Partial<CoordinatorOptions> = {},
): Promise<Stuck> {
  const load = { rate: 4_000, ringSize: 1_000_000, backlog: 256 * KIB };
  const beats = { heartbeatInterval: 200, heartbeatGrace: 50 };
  const limits = {
    maxBufferedBytes: ALLOWANCE,
    compress: "none",
    payload: "json",
    threads: 1,
  } as const;
  const here = await rig({ shards: 1, ...load, ...beats, ...simulated }, { ...limits, ...options });
  let bytes = 0;
  here.gateway.on("dispatch", ({ json }) => (bytes += json.length));
  const iterator = here.gateway.dispatches();
  await here.gateway.start();
  await iterator.next();
  return { here, iterator, bytes: () => bytes };
}

/** Settles when nothing has reached the user for as long as five heartbeats take. */
async function stalled({ here }: Stuck): Promise<void> {
  for (let last = -1; last !== here.count;) {
    last = here.count;
    const { heartbeats } = here.simulator.counters;
    await here.simulator.waitFor(() => here.simulator.counters.heartbeats >= heartbeats + 5);
  }
}

/** Ends the load and lets the user read on, to the last event. */
async function readOn({ here, iterator }: Stuck): Promise<Dispatch[]> {
  here.simulator.inject({ kind: "rate", rate: 0 });
  const got: Dispatch[] = [];
  await here.simulator.waitFor("heartbeat");
  const last = (): number => here.simulator.sessions[0]?.seq ?? 0;
  for (let seq = 1; seq < last();) {
    const { value } = await iterator.next();
    if (value === undefined) assert.fail("it ended");
    assert.equal(value.seq, seq + 1, "in order, each once");
    seq = value.seq;
    got.push(value);
  }
  await here.complete();
  return got;
}

it("a slow iterator reaches the socket: it is read no more, and heartbeats go on", async () => {
  const user = await stuck();
  await using here = user.here;
  await stalled(user);
  assert.ok(user.bytes() < ALLOWANCE + SLACK, `${user.bytes()} bytes were taken`);
  const { seq = 0 } = here.simulator.sessions[0] ?? {};
  assert.ok(seq > here.count + 100, `the simulator is at ${seq}, the user has ${here.count}`);
  const before = here.simulator.counters;
  await stalled(user);
  const after = here.simulator.counters;
  assert.ok(after.heartbeats > before.heartbeats);
  assert.equal(after.connections, 1);
  await readOn(user);
  assert.deepEqual(here.simulator.violations, []);
  assert.deepEqual(here.warnings, []);
});

it("a slow iterator reaches the socket during a replay as well", async () => {
  const user = await stuck();
  await using here = user.here;
  await stalled(user);
  here.simulator.inject({ kind: "reset", shard: 0 });
  await here.simulator.waitFor("resume");
  await here.simulator.waitFor(() => here.simulator.sessions[0]?.connected === true);
  await stalled(user);
  assert.ok(user.bytes() < ALLOWANCE + 2 * SLACK, `${user.bytes()} bytes were taken`);
  const got = await readOn(user);
  assert.ok(got.some(({ replayed }) => replayed));
  assert.ok(got.some(({ replayed }) => !replayed));
  assert.equal(here.simulator.counters.identifies, 1);
});

it("an event larger than the allowance passes alone", async () => {
  const user = await stuck({ rate: 0, guilds: 0 });
  await using here = user.here;
  const text = "x".repeat(5 * ALLOWANCE);
  for (let count = 0; count < 5; count++) {
    here.simulator.emit(0, "BIG", { text });
    await sleep(20);
  }
  await stalled(user);
  const before = here.count;
  assert.ok(before < 5, `${before} events of five times the allowance were taken`);
  const got = await readOn(user);
  assert.deepEqual(
    got.filter(({ name }) => name === "BIG").map(({ data }) => data),
    Array.from({ length: 5 }, () => ({ text })),
  );
});

it("of two threads only the one whose events wait is held up", async () => {
  await using here = await rig(
    { shards: 2, guilds: 0, ringSize: 100_000 },
    { threads: 2, maxBufferedBytes: ALLOWANCE },
  );
  const seen = { 0: 0, 1: 0 };
  here.gateway.on("dispatch", ({ shard }) => seen[shard === 0 ? 0 : 1]++);
  await here.gateway.start();
  const iterator = here.gateway.dispatches();
  here.simulator.emit(0, "FIRST", {});
  await iterator.next();
  const text = "x".repeat(ALLOWANCE);
  for (let count = 0; count < 20; count++) {
    here.simulator.emit(0, "BIG", { text });
    await sleep(5);
  }
  here.simulator.emit(1, "SMALL", {});
  const before = seen[1];
  while (seen[1] === before) await here.more(1);
  assert.ok(seen[0] < 15, `${seen[0]} came`);
  await iterator.return?.();
  await here.complete();
});

it("a shard that starts while its thread is full becomes ready, and waits then", async () => {
  const user = await stuck({ shards: 2, maxConcurrency: 1, identifyWindow: 500, rate: 8_000 });
  await using here = user.here;
  await stalled(user);
  assert.equal(here.simulator.sessions.length, 2);
  here.simulator.inject({ kind: "rate", rate: 0 });
  await user.iterator.return?.();
  await here.complete();
});
