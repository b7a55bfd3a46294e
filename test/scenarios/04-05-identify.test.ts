import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GatewayError, MemoryIdentifyQueue } from "../../src/index.js";
import { rig, type Change } from "../support/rig.js";

const FIGURES = { total: 1_000, remaining: 1_000, resetAfter: 86_400_000 };

/** From the end of a shard's first connection to the begin of its second, in ms. */
function waitOf(changes: readonly Change[], shard: number): number {
  const own = changes.filter(({ id }) => id === shard);
  const from = own.find(({ state }) => state === "backoff")?.at ?? NaN;
  return (own.find(({ state, at }) => state === "connecting" && at > from)?.at ?? NaN) - from;
}

describe("scenario 4: op 9 false after identify", () => {
  it("scenario 4: each shard waits 1 to 5 s, identifies again, and both count", async () => {
    const shards = 16;
    const identify = new MemoryIdentifyQueue({ ...FIGURES, shards, maxConcurrency: 64 });
    await using r = await rig({ shards, guilds: 1 }, { identify });
    r.simulator.inject({ kind: "outage", times: shards });
    await r.gateway.start();
    const waits = Array.from({ length: shards }, (_, id) => waitOf(r.changes, id));
    assert.ok(Math.min(...waits) >= 990, `shortest wait ${Math.min(...waits)} ms`);
    assert.ok(Math.max(...waits) <= 5_500, `longest wait ${Math.max(...waits)} ms`);
    assert.ok(Math.max(...waits) - Math.min(...waits) > 1_000, "waits are spread");
    assert.equal(r.simulator.counters.identifies, 2 * shards);
    assert.equal(r.simulator.counters.remaining, FIGURES.remaining - 2 * shards);
    assert.equal(identify.remaining, r.simulator.counters.remaining);
    assert.deepEqual(r.simulator.violations, []);
    assert.deepEqual(r.lost, [], "there was no session to lose");
    await r.complete();
  });
});

describe("scenario 5: a budget of 3 for 10 shards", () => {
  it("scenario 5: nothing is identified, and the error says until when", async () => {
    const resetAfter = 3_600_000;
    await using r = await rig({ shards: 10, remaining: 3, resetAfter });
    const error: unknown = await r.gateway.start().catch((reason: unknown) => reason);
    assert.ok(error instanceof GatewayError);
    assert.equal(error.code, "BUDGET_EXHAUSTED");
    assert.ok(Math.abs((error.until ?? 0) - Date.now() - resetAfter) < 10_000);
    assert.match(error.message, /Cannot start 10 shards.* 3 more times.*until 20\d\d-.*Z/);
    assert.equal(r.simulator.counters.connections, 0);
    assert.equal(r.simulator.counters.remaining, 3);
    assert.deepEqual(r.errors, [], "it is told once");
  });
});
