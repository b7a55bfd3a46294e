import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { MemorySessions } from "../../src/index.js";
import { rig } from "../support/rig.js";
import { sabotage } from "../support/sabotage.js";

const PRESENCE = { op: 3, d: { since: null, activities: [], status: "dnd", afk: false } };

it("a thread's death is told, with its shards, and its shards resume", async () => {
  await using here = await rig({ shards: 4, rate: 500, ringSize: 100_000 }, { threads: 2 });
  await here.gateway.start();
  const told: string[] = [];
  here.gateway.on("shard", ({ id, state, by }) => told.push(`${id} ${state} ${by ?? ""}`.trim()));
  const resumed = Promise.all([0, 1, 2, 3].map((id) => here.shard(id, "ready")));
  sabotage({ how: "exit", whom: "all" });
  await resumed;
  here.simulator.inject({ kind: "rate", rate: 0 });
  await here.complete();
  assert.equal(here.warnings.length, 2);
  for (const warning of here.warnings) {
    assert.equal(Reflect.get(warning, "code"), "THREAD_DIED");
    assert.match(warning.message, /^Thread \d \(shards \d, \d\) died: /);
  }
  for (const id of [0, 1, 2, 3]) {
    const states = told.filter((line) => line.startsWith(`${id} `));
    assert.deepEqual(
      states,
      ["backoff us", "connecting", "resuming", "ready"].map((state) => `${id} ${state}`),
    );
  }
  assert.equal(here.simulator.counters.identifies, 4);
});

it("a command that was with a thread when it died is lost, one that comes then is sent", async () => {
  await using here = await rig({ shards: 1, sendLimit: 1_000 }, { threads: 1 });
  await here.gateway.start();
  const waiting = Array.from({ length: 300 }, () => here.gateway.send(0, PRESENCE));
  const ends = Promise.allSettled(waiting);
  const died = once(here.gateway, "warning");
  sabotage({ how: "exit", whom: "all" });
  await died;
  const after = here.gateway.send(0, PRESENCE);
  const lost = (await ends).filter((end) => end.status === "rejected");
  assert.ok(lost.length > 100);
  assert.ok(lost.every(({ reason }) => reason.code === "COMMAND_LOST" && reason.shard === 0));
  await after;
});

it("a command that waits for a new life keeps its deadline", async () => {
  await using here = await rig({ shards: 1 }, { threads: 1 });
  await here.gateway.start();
  for (let deaths = 0; deaths < 3; deaths++) {
    const died = once(here.gateway, "warning");
    const up = here.shard(0, "ready");
    sabotage({ how: "exit", whom: "all" });
    await died;
    if (deaths < 2) await up;
    else up.catch(() => undefined);
  }
  const began = performance.now();
  const code = "COMMAND_EXPIRED";
  await assert.rejects(here.gateway.send(0, PRESENCE, { timeout: 100 }), { code, shard: 0 });
  assert.ok(performance.now() - began < 1_500, "it did not wait for the new life");
});

it("a close in a thread's backoff waits for nothing, not even from the warning of its death", async () => {
  for (const when of ["in the warning", "later"] as const) {
    await using here = await rig({ shards: 2 }, { threads: 1, drain: 10 });
    await here.gateway.start();
    const died = once(here.gateway, "warning");
    sabotage({ how: "exit", whom: "all" });
    await died;
    await here.shard(1, "ready");
    const again = new Promise<void>((resolve) => {
      here.gateway.once("warning", () => {
        if (when === "in the warning") void here.gateway.close();
        resolve();
      });
    });
    sabotage({ how: "exit", whom: "all" });
    await again;
    const began = performance.now();
    await here.gateway.close();
    assert.ok(performance.now() - began < 900, `took ${performance.now() - began} ms`);
    assert.equal(here.warnings.length, 2, here.warnings.join());
    assert.ok(here.simulator.sessions.every(({ end }) => end === null));
  }
});

it("a close while a thread dies leaves its sessions resumable, and loses nothing", async () => {
  const sessions = new MemorySessions();
  const simulated = { shards: 2, rate: 500, ringSize: 100_000 };
  await using here = await rig(simulated, { threads: 1, sessions });
  await here.gateway.start();
  await here.more(100);
  sabotage({ how: "throw", whom: "all" });
  await here.gateway.close();
  assert.deepEqual(
    here.simulator.sessions.map(({ end }) => end),
    [null, null],
  );
  for (const { id, sent } of here.simulator.sessions) {
    const got = (here.got.get(id) ?? []).map(({ seq }) => seq);
    assert.deepEqual(
      got,
      sent.slice(0, got.length).map(({ s }) => s),
    );
  }
});

it("a drain after a thread's death waits for the thread that took its place", async () => {
  await using here = await rig({ shards: 2, rate: 2_000, ringSize: 100_000 }, { threads: 1 });
  await here.gateway.start();
  const up = Promise.all([here.shard(0, "ready"), here.shard(1, "ready")]);
  sabotage({ how: "exit", whom: "all" });
  await up;
  await here.more(500);
  await here.gateway.close();
  assert.deepEqual(
    here.warnings.map((warning) => Reflect.get(warning, "code")),
    ["THREAD_DIED"],
  );
  assert.ok(here.simulator.closes.filter(({ code }) => code === 4900).length === 2);
});

it("shardOptions are asked once a shard, whatever happens to its thread", async () => {
  const asked: number[] = [];
  await using here = await rig(
    { shards: 3 },
    {
      threads: 1,
      shardOptions: (shard) => {
        asked.push(shard);
        return {};
      },
    },
  );
  await here.gateway.start();
  const up = here.shard(2, "ready");
  sabotage({ how: "exit", whom: "all" });
  await up;
  assert.deepEqual(asked, [0, 1, 2]);
});
