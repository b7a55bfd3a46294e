import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { cast, PERIOD_MS, plan } from "./plan.js";
import { COSTLY, HARMLESS, NETWORK, PROCESS } from "./recipes.js";

const EVERYTHING: ReadonlySet<string> = new Set();
const SEEDS = Array.from({ length: 60 }, (_, index) => index);

test("a seed gives the same faults at the same offsets for the same shards", () => {
  assert.deepEqual(cast(7), cast(7));
  assert.deepEqual(plan(7, 3, 8, EVERYTHING), plan(7, 3, 8, EVERYTHING));
  assert.notDeepEqual(plan(7, 3, 8, EVERYTHING), plan(8, 3, 8, EVERYTHING));
  assert.notDeepEqual(plan(7, 3, 8, EVERYTHING), plan(7, 4, 8, EVERYTHING));
});

test("every kind of fault comes up, in order of time and within its period", () => {
  const steps = SEEDS.map((seed) => plan(seed, 0, 8, EVERYTHING));
  const names = new Set(steps.flat().map(({ name }) => name));
  const all = [HARMLESS, COSTLY, NETWORK, PROCESS].flatMap((kinds) => Object.keys(kinds));
  assert.deepEqual([...names].toSorted(), all.toSorted());
  for (const list of steps) {
    assert.deepEqual(
      list,
      list.toSorted((a, b) => a.at - b.at),
    );
    assert.ok(list.every(({ at }) => at >= 0 && at < PERIOD_MS));
  }
});

test("what is left out does not move the rest", () => {
  const rest = plan(1, 0, 8, new Set(["SIGKILL", "stall"]));
  const all = plan(1, 0, 8, EVERYTHING);
  assert.deepEqual(
    rest,
    all.filter(({ name }) => name !== "SIGKILL" && name !== "stall"),
  );
});

test("every simulator and every fault of it can be had", async () => {
  for (const seed of SEEDS) assert.doesNotThrow(() => new Simulator(cast(seed).simulator));
  await using simulator = new Simulator();
  await simulator.start();
  for (const { deeds } of SEEDS.flatMap((seed) => plan(seed, 0, 8, EVERYTHING))) {
    for (const fault of deeds.flatMap((deed) => deed.simulator ?? [])) simulator.inject(fault);
  }
});
