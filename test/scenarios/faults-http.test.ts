// What a REST API can do wrong at the start, and how the start ends.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../src/simulator/index.js";
import { rig } from "../support/rig.js";

/** Those that pass, with the least time that they cost, in ms. */
const PASSING: readonly (readonly [Fault, number])[] = [
  [{ kind: "http", status: 429, retryAfter: 0.5 }, 500],
  [{ kind: "http", status: 429, retryAfter: 0 }, 0],
  [{ kind: "http", status: 500 }, 0],
  [{ kind: "http", status: 502, times: 2 }, 0],
  [{ kind: "http", status: 503 }, 0],
  [{ kind: "http", status: 403 }, 0],
  [{ kind: "http", status: 404 }, 0],
  [{ kind: "httpGarbage" }, 0],
  [{ kind: "httpReset", times: 2 }, 0],
  [{ kind: "httpDelay", delay: 700 }, 700],
];

describe("a REST API", { concurrency: 3 }, () => {
  for (const [fault, least] of PASSING) {
    it(`is asked again: ${JSON.stringify(fault)}`, async () => {
      await using gateway = await rig({ shards: 2 });
      gateway.simulator.inject(fault);
      const start = performance.now();
      await gateway.gateway.start();
      assert.ok(performance.now() - start >= least);
      await gateway.complete();
      assert.deepEqual(gateway.simulator.violations, []);
      assert.deepEqual([...gateway.errors, ...gateway.warnings], []);
    });
  }

  it("that answers 401 ends the start at once, and nothing is connected", async () => {
    await using gateway = await rig({ shards: 2 });
    gateway.simulator.inject({ kind: "http", status: 401 });
    await assert.rejects(gateway.gateway.start(), { code: "TOKEN_REFUSED" });
    assert.equal(gateway.simulator.counters.requests, 1);
    assert.equal(gateway.simulator.counters.connections, 0);
    assert.deepEqual(gateway.errors, []);
  });

  it("that a close meets in a wait is not asked again", async () => {
    await using gateway = await rig({ shards: 2 });
    const { simulator } = gateway;
    simulator.inject({ kind: "http", status: 429, retryAfter: 600 });
    const starting = assert.rejects(gateway.gateway.start(), { code: "CLOSED" });
    await simulator.waitFor("http");
    await gateway.gateway.close();
    await starting;
    assert.equal(simulator.counters.requests, 1);
  });

  it("that says that nothing is left ends the start before an identify", async () => {
    await using gateway = await rig({ shards: 2 });
    gateway.simulator.inject({ kind: "budget", remaining: 0 });
    await assert.rejects(gateway.gateway.start(), { code: "BUDGET_EXHAUSTED" });
    assert.equal(gateway.simulator.counters.connections, 0);
  });
});
