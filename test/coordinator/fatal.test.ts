import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayError } from "../../src/index.js";
import { rig } from "../support/rig.js";

const FATAL = [
  [4004, "TOKEN_REFUSED", /4004 \(authentication failed\)|4004 \(/i],
  [4010, "SETTINGS_REFUSED", /4010/],
  [4011, "SETTINGS_REFUSED", /4011/],
  [4012, "SETTINGS_REFUSED", /4012/],
  [4013, "SETTINGS_REFUSED", /4013/],
  [4014, "SETTINGS_REFUSED", /4014/],
] as const;

describe("a close code that nothing can mend", { concurrency: 2 }, () => {
  for (const [closeCode, code, message] of FATAL) {
    it(`${closeCode} at the start rejects it, and nothing else`, async () => {
      await using here = await rig({ shards: 4 }, { threads: 2 });
      here.simulator.inject({ kind: "closeInsteadOfReady", code: closeCode, shard: 1, times: 1 });
      await assert.rejects(here.gateway.start(), { code, closeCode, shard: 1, message });
      await here.simulator.waitFor(() => here.simulator.counters.open === 0);
      assert.deepEqual(here.errors, []);
      assert.ok(here.simulator.counters.identifies <= 4);
    });

    it(`${closeCode} of a running shard stops all of them, once`, async () => {
      await using here = await rig({ shards: 4 }, { threads: 2 });
      await here.gateway.start();
      const { connections } = here.simulator.counters;
      const failed = new Promise<GatewayError>((resolve) => here.gateway.once("error", resolve));
      for (const shard of [0, 3]) here.simulator.inject({ kind: "close", code: closeCode, shard });
      const error = await failed;
      assert.equal(error.code, code);
      assert.equal(error.closeCode, closeCode);
      await here.gateway.close();
      await here.simulator.waitFor(() => here.simulator.counters.open === 0);
      assert.equal(here.errors.length, 1);
      assert.equal(here.simulator.counters.connections, connections);
      await assert.rejects(here.gateway.send(0, { op: 3, d: null }), { code: "CLOSED" });
    });
  }
});

it("a token that Discord's API refuses ends the start before any thread", async () => {
  await using here = await rig({ token: "the.right.token" }, { token: "a.wrong.token" });
  await assert.rejects(here.gateway.start(), { code: "TOKEN_REFUSED" });
  assert.equal(here.simulator.counters.connections, 0);
});

it("an empty budget ends the start, and says when it is filled up", async () => {
  await using here = await rig({ shards: 3, remaining: 2, resetAfter: 3_600_000 });
  await assert.rejects(here.gateway.start(), (error: GatewayError) => {
    assert.equal(error.code, "BUDGET_EXHAUSTED");
    assert.ok(Math.abs((error.until ?? 0) - Date.now() - 3_600_000) < 60_000);
    return true;
  });
  assert.equal(here.simulator.counters.identifies, 0);
});
