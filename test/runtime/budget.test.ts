import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { GatewayError } from "../../src/index.js";
import { rig } from "../support/rig.js";

const HOUR = 3_600_000;

function codes(errors: readonly Error[]): string[] {
  return errors.map((error) => (error instanceof GatewayError ? error.code : error.name));
}

describe("the day's budget of identifies", () => {
  for (const [remaining, left] of [
    [0, "0 more times"],
    [5, "5 more times"],
  ] as const) {
    it(`refuses a start of 4 shards with ${remaining} left, above a reserve of 4`, async () => {
      await using r = await rig({ shards: 4, remaining, resetAfter: HOUR });
      const error: unknown = await r.gateway.start().catch((reason: unknown) => reason);
      assert.ok(error instanceof GatewayError && error.code === "BUDGET_EXHAUSTED");
      assert.ok(error.message.includes(left), error.message);
      assert.ok(Math.abs((error.until ?? 0) - Date.now() - HOUR) < 10_000);
      assert.equal(r.simulator.counters.connections, 0);
    });
  }

  it("allows a start that leaves exactly the reserve", async () => {
    await using r = await rig({ shards: 4, remaining: 8, resetAfter: HOUR });
    await r.gateway.start();
    assert.equal(r.simulator.counters.remaining, 4);
  });

  it("lets shards wait at the reserve, says until when, and goes on then", async () => {
    await using r = await rig({ shards: 2, remaining: 4, resetAfter: 9_000 });
    const reset = Date.now() + 9_000;
    await r.gateway.start();
    r.simulator.inject({ kind: "invalidSession", shard: 1, resumable: false });
    await r.until(() => r.times(1, "waiting") === 2);
    await r.simulator.waitFor("identify", 20_000);
    assert.ok(Date.now() >= reset - 50, "not before the budget is filled up");
    assert.deepEqual(codes(r.warnings), ["BUDGET_LOW"]);
    const [error] = r.errors;
    assert.ok(error instanceof GatewayError && error.code === "BUDGET_EXHAUSTED");
    assert.equal(r.errors.length, 1);
    assert.ok(Math.abs((error.until ?? 0) - reset) < 1_000);
    await r.until(() => r.times(1, "ready") === 2);
    await r.complete();
    assert.deepEqual(r.simulator.violations, []);
  });

  it("a resume goes on while nothing is left", async () => {
    await using r = await rig({ shards: 2, remaining: 4, resetAfter: HOUR });
    await r.gateway.start();
    r.simulator.inject({ kind: "budget", remaining: 0 });
    r.simulator.inject({ kind: "reset" });
    await r.simulator.waitFor(() => r.simulator.counters.resumes === 2);
    await r.complete();
    assert.deepEqual(r.errors, []);
  });

  it("spends the reserve where it is told to, and nothing beyond it", async () => {
    const options = { spendReserve: true };
    await using r = await rig({ shards: 2, remaining: 3, resetAfter: HOUR }, options);
    await r.gateway.start();
    r.simulator.inject({ kind: "invalidSession", shard: 0, resumable: false });
    await r.until(() => r.times(0, "ready") === 2);
    assert.equal(r.simulator.counters.remaining, 0);
    assert.deepEqual(r.errors, []);
    r.simulator.inject({ kind: "invalidSession", shard: 1, resumable: false });
    await r.until(() => r.times(1, "waiting") === 2);
    if (r.errors.length === 0) await once(r.gateway, "error").catch(() => undefined);
    assert.deepEqual(codes(r.errors), ["BUDGET_EXHAUSTED"]);
    assert.equal(r.simulator.counters.identifies, 3);
    assert.deepEqual(r.simulator.violations, []);
  });
});
