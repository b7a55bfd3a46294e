import assert from "node:assert/strict";
import { it } from "node:test";
import { rig } from "../support/rig.js";
import { sabotage } from "../support/sabotage.js";

it("a thread that hangs for 30 s is aborted, and its shards resume", async () => {
  const simulated = { shards: 4, rate: 200, ringSize: 1_000_000, heartbeatInterval: 60_000 };
  await using here = await rig(simulated, { threads: 2 });
  await here.gateway.start();
  await here.more(10);
  sabotage({ how: "hang", whom: "even" });
  const began = performance.now();
  await here.simulator.waitFor(() => here.simulator.counters.resumes >= 2, 60_000);
  const took = performance.now() - began;
  assert.ok(took > 28_000 && took < 45_000, `took ${took} ms`);
  here.simulator.inject({ kind: "rate", rate: 0 });
  await here.complete();
  assert.deepEqual(
    here.warnings.map((warning) => Reflect.get(warning, "code")),
    ["THREAD_HUNG"],
  );
  assert.match(here.warnings[0]?.message ?? "", /no sign of life for 30 s/);
  assert.equal(here.simulator.counters.identifies, 4);
});

it("a close does not wait for a thread that hangs longer than the drain allows", async () => {
  await using here = await rig({ shards: 2 }, { threads: 2, drain: 2 });
  await here.gateway.start();
  sabotage({ how: "hang", whom: "all" });
  const began = performance.now();
  await here.gateway.close();
  assert.ok(performance.now() - began < 4_000);
  assert.equal(Reflect.get(here.warnings[0] ?? {}, "code"), "DRAIN_INCOMPLETE");
  await here.simulator.waitFor(() => here.simulator.counters.open === 0);
  assert.ok(here.simulator.sessions.every(({ end }) => end === null));
});
