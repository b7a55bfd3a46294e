import assert from "node:assert/strict";
import { it } from "node:test";
import { rig } from "../support/rig.js";
import { sabotage } from "../support/sabotage.js";

it("a thread that dies five times in a row is given up, with waits in between", async () => {
  await using here = await rig({ shards: 1 }, { threads: 1 });
  const deaths: number[] = [];
  const states: string[] = [];
  here.gateway.on("warning", () => deaths.push(performance.now()));
  here.gateway.on("shard", ({ state }) => {
    states.push(state);
    if (state === "connecting") sabotage({ how: "exit", whom: "all" });
  });
  await assert.rejects(here.gateway.start(), {
    code: "WORKERS_CRASHING",
    message: /^Thread 0 \(shards 0\) died 5 times in a row, last by: /,
  });
  deaths.push(performance.now());
  assert.equal(deaths.length, 5);
  for (const [index, least] of [0, 1_000, 2_000, 4_000].entries()) {
    const wait = (deaths[index + 1] ?? 0) - (deaths[index] ?? 0);
    assert.ok(wait >= least && wait < least + 5_000, `wait ${index} was ${wait} ms`);
  }
  assert.ok(here.warnings.every((warning) => Reflect.get(warning, "code") === "THREAD_DIED"));
  assert.equal(states.at(-1), "stopped");
  assert.deepEqual(here.errors, []);
});

it("a running coordinator whose thread is given up says so once, and ends", async () => {
  await using here = await rig({ shards: 2 }, { threads: 2 });
  await here.gateway.start();
  here.gateway.on("shard", ({ state }) => {
    if (state === "connecting") sabotage({ how: "exit", whom: "all" });
  });
  const error = new Promise<unknown>((resolve) => here.gateway.once("error", resolve));
  sabotage({ how: "exit", whom: "all" });
  assert.equal(Reflect.get((await error) as object, "code"), "WORKERS_CRASHING");
  await here.gateway.close();
  assert.equal(here.errors.length, 1);
  await assert.rejects(here.gateway.send(0, { op: 3, d: null }), { code: "CLOSED" });
});
