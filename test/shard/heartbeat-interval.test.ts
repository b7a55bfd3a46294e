import assert from "node:assert/strict";
import { test } from "node:test";
import { heartbeatInterval } from "../../src/shard/heartbeat-interval.js";

for (const interval of [1, 41_250, 41_250.5, 3_600_000]) {
  test(`an interval of ${interval} ms is taken`, () => {
    assert.equal(heartbeatInterval({ heartbeat_interval: interval, _trace: [] }), interval);
  });
}

for (const interval of [
  0,
  -1,
  0.5,
  NaN,
  Infinity,
  1e12,
  2 ** 31,
  "41250",
  null,
  undefined,
  [41250],
]) {
  test(`an interval of ${JSON.stringify(interval)} (${typeof interval}) is refused`, () => {
    assert.equal(heartbeatInterval({ heartbeat_interval: interval }), null);
  });
}

for (const d of [null, undefined, 41_250, "x", [], {}]) {
  test(`a Hello of ${JSON.stringify(d)} has no interval`, () => {
    assert.equal(heartbeatInterval(d), null);
  });
}
