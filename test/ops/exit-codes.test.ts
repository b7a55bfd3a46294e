import assert from "node:assert/strict";
import { test } from "node:test";
import { GatewayError, type GatewayErrorCode } from "../../src/discord/gateway-error.js";
import { exitCodeOf, isFatal } from "../../src/ops/exit-codes.js";

const CODES: readonly (readonly [code: GatewayErrorCode, exit: number])[] = [
  ["API_UNREACHABLE", 69],
  ["PORT_UNAVAILABLE", 69],
  ["WORKERS_CRASHING", 70],
  ["BUDGET_EXHAUSTED", 75],
  ["STORE_LOCKED", 75],
  ["TOKEN_REFUSED", 77],
  ["SETTINGS_REFUSED", 78],
];

for (const [code, exit] of CODES) {
  test(`${code} ends the process with ${exit}`, () => {
    const error = new GatewayError(code, "");
    assert.equal(exitCodeOf(error), exit);
    assert.equal(isFatal(error), code !== "BUDGET_EXHAUSTED");
  });
}

test("a running bot lives on without identifies", () => {
  assert.ok(!isFatal(new GatewayError("BUDGET_EXHAUSTED", "")));
});

test("errors that the bot lives with end nothing", () => {
  for (const code of ["THREAD_DIED", "LISTENER_FAILED", "MESSAGE_REFUSED"] as const) {
    assert.ok(!isFatal(new GatewayError(code, "")), code);
  }
  assert.ok(!isFatal(new Error("anything")));
});

test("shards that are not of the total are wrong usage, anything else unknown is unexpected", () => {
  assert.equal(exitCodeOf(new RangeError("Cannot start")), 64);
  assert.equal(exitCodeOf(new Error("anything")), 1);
  assert.equal(exitCodeOf("anything"), 1);
});
