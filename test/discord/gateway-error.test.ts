import assert from "node:assert/strict";
import test from "node:test";
import { GatewayError } from "../../src/discord/gateway-error.js";

test("an error carries its code, what stands beside it, and its cause", () => {
  const cause = new Error("reset");
  const error = new GatewayError("COMMAND_LOST", "gone", { shard: 3, until: 9, cause });
  assert.ok(error instanceof Error);
  assert.equal(String(error), "GatewayError: gone");
  const { code, shard, until } = error;
  assert.deepEqual({ code, shard, until }, { code: "COMMAND_LOST", shard: 3, until: 9 });
  assert.equal(error.cause, cause);
});

test("an error without a cause has none, not even an undefined one", () => {
  assert.equal("cause" in new GatewayError("CLOSED", "closed"), false);
});
