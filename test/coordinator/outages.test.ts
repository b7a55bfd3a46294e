import assert from "node:assert/strict";
import { test } from "node:test";
import { Outages } from "../../src/coordinator/outages.js";
import type { ShardEvent } from "../../src/coordinator/shard-board.js";

const LOST = { id: 5, state: "backoff", code: 1006, reason: "", by: "network" } as const;

/** What is told of these changes, 400 ms apart. */
function toldFromStart(...events: readonly ShardEvent[]): readonly (string | null)[] {
  let now = 0;
  const outages = new Outages(() => now);
  return events.map((event) => {
    now += 400;
    return outages.tell(event);
  });
}

/** The same, of shards that have been ready. */
function told(...events: readonly ShardEvent[]): readonly (string | null)[] {
  const before = [1, 5].map((id) => ({ id, state: "ready" }) as const);
  return toldFromStart(...before, ...events).slice(before.length);
}

test("a shard that resumes has lost nothing, and says for how long it was away", () => {
  const steps = ["connecting", "resuming", "ready"] as const;
  assert.deepEqual(told(LOST, ...steps.map((state) => ({ id: 5, state }))), [
    "shard 5 lost its connection (network, 1006)",
    null,
    null,
    "shard 5 resumed after 1.2 s, nothing lost",
  ]);
});

test("a shard that had to identify says so", () => {
  const steps = ["resuming", "closing", "waiting", "identifying", "ready"] as const;
  const all = told(LOST, ...steps.map((state) => ({ id: 5, state })));
  assert.equal(all.at(-1), "shard 5 identified anew after 2.0 s");
});

test("the time runs from the first loss, which alone is told: the rest is the same outage", () => {
  const again = { ...LOST, by: "us", code: 4900, reason: "no Hello within 20 s" } as const;
  assert.deepEqual(told(LOST, again, { id: 5, state: "resuming" }, { id: 5, state: "ready" }), [
    "shard 5 lost its connection (network, 1006)",
    null,
    null,
    "shard 5 resumed after 1.2 s, nothing lost",
  ]);
});

test("the death of a thread has no close code", () => {
  const died = { id: 1, state: "backoff", reason: "thread 0 died", by: "us" } as const;
  assert.deepEqual(told(died), ["shard 1 lost its connection (us: thread 0 died)"]);
});

test("shards that start, and others than the one that is away, have nothing to tell", () => {
  const steps = ["connecting", "identifying", "ready"] as const;
  assert.deepEqual(toldFromStart(...steps.map((state) => ({ id: 0, state }))), [null, null, null]);
  assert.equal(told(LOST, { id: 4, state: "ready" })[1], null);
});

test("a shard that never was there could not connect, which is told once, and gets there", () => {
  const refused = { ...LOST, reason: "connect ECONNREFUSED" } as const;
  const steps = ["connecting", "identifying", "ready"] as const;
  const all = toldFromStart(refused, refused, ...steps.map((state) => ({ id: 5, state })), LOST);
  assert.deepEqual(all, [
    "shard 5 could not connect (network, 1006: connect ECONNREFUSED)",
    null,
    null,
    null,
    "shard 5 is ready, after 1.6 s of trying",
    "shard 5 lost its connection (network, 1006)",
  ]);
});
