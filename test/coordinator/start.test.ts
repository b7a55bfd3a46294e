import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import {
  Coordinator,
  MemorySessions,
  type CoordinatorOptions,
  type Plan,
} from "../../src/index.js";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { rig, type Rig } from "../support/rig.js";
import { Simulated } from "../support/simulated.js";

/** A moment of a start, and how to come there. */
interface Moment {
  readonly name: string;
  readonly simulator?: SimulatorOptions;
  readonly options?: Partial<CoordinatorOptions>;
  readonly prepare?: (here: Rig) => void;
  readonly reached: (here: Rig) => Promise<unknown>;
}

class HungSessions extends MemorySessions {
  override load(): Promise<never> {
    return new Promise(() => undefined);
  }
}

const MOMENTS: readonly Moment[] = [
  { name: "at once", reached: () => Promise.resolve() },
  {
    name: "while the API is slow",
    prepare: ({ simulator }) => simulator.inject({ kind: "httpDelay", delay: 60_000 }),
    reached: () => new Promise((resolve) => setTimeout(resolve, 50)),
  },
  {
    name: "while the API fails",
    prepare: ({ simulator }) => simulator.inject({ kind: "http", status: 503, times: 100 }),
    reached: ({ simulator }) => simulator.waitFor("http"),
  },
  {
    name: "while the session store loads",
    options: { sessions: new HungSessions() },
    reached: () => new Promise((resolve) => setTimeout(resolve, 20)),
  },
  {
    name: "when the plan is there",
    reached: ({ gateway }) => once(gateway, "plan"),
  },
  {
    name: "while threads load",
    reached: async ({ gateway }) => {
      await once(gateway, "plan");
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
  },
  {
    name: "while shards connect",
    prepare: ({ simulator }) => simulator.inject({ kind: "noHello", ms: 60_000 }),
    reached: ({ simulator }) => simulator.waitFor("connection"),
  },
  {
    name: "while a shard waits for its identify",
    simulator: { maxConcurrency: 1, identifyWindow: 5_000 },
    reached: ({ simulator }) => simulator.waitFor(() => simulator.counters.connections === 2),
  },
  {
    name: "while a shard waits for READY",
    prepare: ({ simulator }) => simulator.inject({ kind: "noReady", ms: 60_000 }),
    reached: ({ simulator }) => simulator.waitFor("identify"),
  },
  {
    name: "when the first shard is ready",
    simulator: { maxConcurrency: 1, identifyWindow: 5_000 },
    reached: async ({ gateway }) => {
      for (let state = ""; state !== "ready";) [{ state }] = await once(gateway, "shard");
    },
  },
];

async function atMoment(
  { simulator = {}, options = {}, prepare, reached }: Moment,
  act: (here: Rig) => unknown,
  signal?: AbortSignal,
): Promise<{ readonly here: Rig; readonly error: Error & { code?: string } }> {
  const here = await rig({ shards: 2, ...simulator }, { threads: 2, drain: 2, ...options });
  prepare?.(here);
  const moment = reached(here);
  const ending = here.gateway.start(signal === undefined ? {} : { signal }).then(
    () => assert.fail("it started"),
    (error: unknown) => error as Error,
  );
  await moment;
  await act(here);
  const error = await ending;
  await here.simulator.waitFor(() => here.simulator.counters.open === 0);
  assert.deepEqual(here.errors, [], "what start() rejects with is not emitted as well");
  return { here, error };
}

describe("a start that is given up by its signal", { concurrency: 2 }, () => {
  for (const moment of MOMENTS) {
    it(`${moment.name} rejects with ABORTED and leaves nothing open`, async () => {
      const abort = new AbortController();
      const reason = new Error("changed my mind");
      const { here, error } = await atMoment(moment, () => abort.abort(reason), abort.signal);
      await using _ = here;
      assert.equal(error.code, "ABORTED", error.stack);
      assert.equal(error.cause, reason);
      const { sessions } = here.simulator;
      assert.ok(sessions.every(({ connected }) => !connected));
    });
  }
});

describe("a close during the start", { concurrency: 2 }, () => {
  for (const moment of MOMENTS) {
    it(`${moment.name} ends it with CLOSED`, async () => {
      const { here, error } = await atMoment(moment, ({ gateway }) => gateway.close());
      await using _ = here;
      assert.equal(error.code, "CLOSED", error.stack);
    });
  }

  it("from a listener of the plan ends it as well", async () => {
    await using here = await rig({ shards: 2 });
    here.gateway.on("plan", () => void here.gateway.close());
    await assert.rejects(here.gateway.start(), { code: "CLOSED" });
    assert.equal(here.simulator.counters.connections, 0);
  });

  it("from the listener that hears of the last shard ends it as well", async () => {
    await using here = await rig({ shards: 1 });
    here.gateway.on("shard", ({ state }) => {
      if (state === "ready") void here.gateway.close();
    });
    here.gateway.on("ready", () => assert.fail("it is closed"));
    await assert.rejects(here.gateway.start(), { code: "CLOSED" });
    await assert.rejects(here.gateway.send(0, { op: 3, d: null }), { code: "CLOSED" });
  });
});

it("twilight 16: coordinators that are made and not started connect to nothing", async () => {
  await using here = await Simulated.start({ shards: 16 });
  const { apiUrl, token } = here.address;
  const made = [1, 2, 3].map(() => new Coordinator({ apiUrl, token, shards: 16, threads: 2 }));
  for (const gateway of made) gateway.on("dispatch", () => assert.fail("a dispatch"));
  const iterators = made.map((gateway) => gateway.dispatches());
  await here.identified();
  assert.equal(here.simulator.counters.connections, 1, "the one of this test");
  assert.equal(here.simulator.counters.requests, 0);
  for (const gateway of made) await gateway.close();
  for (const iterator of iterators) assert.equal((await iterator.next()).done, true);
});

it("a signal that fired before the start ends it before anything is asked", async () => {
  await using here = await rig();
  const signal = AbortSignal.abort(new Error("before"));
  await assert.rejects(here.gateway.start({ signal }), { code: "ABORTED" });
  assert.equal(here.simulator.counters.connections, 0);
});

it("a signal that fires after the start does nothing", async () => {
  await using here = await rig();
  const abort = new AbortController();
  await here.gateway.start({ signal: abort.signal });
  abort.abort();
  here.simulator.emit(0, "PING", {});
  await here.more(1);
  assert.equal(here.simulator.counters.open, 1);
});

it("a coordinator starts once", async () => {
  await using here = await rig();
  const first = here.gateway.start();
  await assert.rejects(here.gateway.start(), /Cannot start a coordinator that is starting/);
  await first;
  await assert.rejects(here.gateway.start(), { name: "TypeError", message: /is running/ });
  await here.gateway.close();
  await assert.rejects(here.gateway.start(), /that is closed: make another/);
});

it("a coordinator that is closed before its start never starts", async () => {
  const gateway = new Coordinator({ token: "token" });
  await gateway.close();
  await assert.rejects(gateway.start(), { name: "TypeError" });
});

it("a store that cannot load is said, and nothing is started", async () => {
  class Broken extends MemorySessions {
    override load(): Promise<never> {
      return Promise.reject(new Error("no such table"));
    }
  }
  await using here = await rig({}, { sessions: new Broken() });
  await assert.rejects(here.gateway.start(), {
    code: "STORE_FAILED",
    message: /no such table/,
  });
  assert.equal(here.simulator.counters.connections, 0);
});

it("the plan is told before the first shard, and ready after the last", async () => {
  await using here = await rig({ shards: 3, maxConcurrency: 2 }, { threads: 2 });
  const told: string[] = [];
  const plans: Plan[] = [];
  here.gateway.on("plan", (plan) => {
    plans.push(plan);
    told.push("plan");
  });
  here.gateway.on("shard", ({ id, state }) => told.push(`${id} ${state}`));
  here.gateway.on("ready", () => told.push("all"));
  await here.gateway.start();
  const { inflater, resetAfter, ...rest } = plans[0] ?? assert.fail("no plan");
  assert.deepEqual(rest, {
    total: 3,
    ids: [0, 1, 2],
    threads: 2,
    maxConcurrency: 2,
    remaining: 1000,
  });
  assert.ok(resetAfter > 0);
  assert.match(inflater, /^(zstd-napi|minizlib-zstd|zlib-sync|minizlib)$/);
  assert.equal(told[0], "plan");
  assert.equal(told.at(-1), "all");
  for (const id of [0, 1, 2]) {
    assert.deepEqual(
      told.filter((line) => line.startsWith(`${id} `)),
      ["connecting", "waiting", "identifying", "ready"].map((state) => `${id} ${state}`),
    );
  }
});
