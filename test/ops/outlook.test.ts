import assert from "node:assert/strict";
import { test } from "node:test";
import { outlook, type StartState } from "../../src/ops/outlook.js";
import type { ShardStateName } from "../../src/shard/sink.js";

function start(states: readonly ShardStateName[], rest: Partial<StartState> = {}): StartState {
  return {
    maxConcurrency: 1,
    shards: new Map(states.entries()),
    seen: new Set(),
    identified: new Map(),
    now: 100_000,
    ...rest,
  };
}

const all = (count: number, state: ShardStateName): ShardStateName[] =>
  Array.from({ length: count }, () => state);

test("16 idle shards in 4 lanes have 4 windows before them, the last 15.45 s away", () => {
  assert.deepEqual(outlook(start(all(16, "idle"), { maxConcurrency: 4 })), {
    total: 16,
    ready: 0,
    windowsLeft: 4,
    msLeft: 15_450,
  });
});

test("the time left runs from the last identify of the lane", () => {
  const state = start(["ready", "waiting", "waiting"], { identified: new Map([[0, 98_000]]) });
  assert.deepEqual(outlook(state), { total: 3, ready: 1, windowsLeft: 2, msLeft: 3_150 + 5_150 });
});

test("a lane that has not identified yet does not wait for another lane's window", () => {
  const state = start(["identifying", "waiting"], {
    maxConcurrency: 2,
    identified: new Map([[0, 100_000]]),
  });
  assert.deepEqual(outlook(state), { total: 2, ready: 0, windowsLeft: 1, msLeft: 0 });
});

test("the longest lane decides, however the shard numbers are spread", () => {
  const shards = new Map([0, 16, 32, 5].map((shard) => [shard, "waiting"] as const));
  const { windowsLeft } = outlook(start([], { maxConcurrency: 16, shards }));
  assert.equal(windowsLeft, 3);
});

test("shards that are identifying, resuming, ready or stopped need no window", () => {
  const state = start(["identifying", "resuming", "ready", "closing", "stopped"]);
  assert.deepEqual(outlook(state), { total: 5, ready: 1, windowsLeft: 0, msLeft: 0 });
});

test("a shard that was ready once and reconnects is no part of the start any more", () => {
  const state = start(["connecting", "ready"], { seen: new Set([0, 1]) });
  assert.deepEqual(outlook(state), { total: 2, ready: 1, windowsLeft: 0, msLeft: 0 });
});

test("a window that is over in time but not used yet leaves no negative time", () => {
  const state = start(["waiting"], { identified: new Map([[0, 0]]) });
  assert.equal(outlook(state).msLeft, 0);
});
