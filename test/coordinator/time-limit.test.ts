import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { TimeLimit } from "../../src/coordinator/time-limit.js";
import { gc } from "../support/gc.js";

const TIMEOUT = { timeout: 10_000 };

it("a time limit ends, whatever is collected meanwhile", TIMEOUT, async () => {
  const other = new AbortController();
  const { signal } = new TimeLimit(200, other.signal);
  const ended = once(signal, "abort");
  for (let turn = 0; turn < 10; turn++) {
    await setImmediate();
    gc();
  }
  await ended;
  assert.equal(signal.reason.name, "TimeoutError");
  assert.equal(other.signal.aborted, false);
});

it(
  "a time limit ends with the other signal, whatever is collected meanwhile",
  TIMEOUT,
  async () => {
    const other = new AbortController();
    const limit = new TimeLimit(1e6, other.signal);
    const ended = once(limit.signal, "abort");
    await setImmediate();
    gc();
    other.abort(new Error("enough"));
    await ended;
    assert.equal(limit.signal.reason.message, "enough");
    limit.end();
  },
);
