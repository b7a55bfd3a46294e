import assert from "node:assert/strict";
import { test } from "node:test";
import { ceiling, delay } from "../../src/shard/backoff.js";

test("the first connection does not wait", () => {
  assert.equal(ceiling("resume", 0), 0);
  assert.equal(ceiling("identify", 0), 0);
});

test("the ceiling doubles from 1 s to the cap of 60 s for resumes", () => {
  const seconds = [1, 2, 3, 4, 5, 6, 7, 8].map((failures) => ceiling("resume", failures) / 1_000);
  assert.deepEqual(seconds, [1, 2, 4, 8, 16, 32, 60, 60]);
});

test("the ceiling doubles from 1 s to the cap of 600 s for identifies", () => {
  const seconds = [1, 9, 10, 11, 12].map((failures) => ceiling("identify", failures) / 1_000);
  assert.deepEqual(seconds, [1, 256, 512, 600, 600]);
});

test("twilight 6: no number of failures wraps to a shorter wait", () => {
  for (const next of ["resume", "identify"] as const) {
    let before = 0;
    for (let failures = 0; failures <= 5_000; failures++) {
      const now = ceiling(next, failures);
      assert.ok(now >= before, `${next} after ${failures} failures: ${now} after ${before}`);
      before = now;
    }
  }
});

test("a wait is spread over everything below its ceiling", () => {
  assert.equal(
    delay(60_000, () => 0),
    0,
  );
  assert.equal(
    delay(60_000, () => 0.25),
    15_000,
  );
  assert.equal(
    delay(60_000, () => 0.999_999_9),
    60_000,
  );
  const waits = Array.from({ length: 1_000 }, () => delay(60_000));
  assert.ok(waits.every((wait) => wait >= 0 && wait <= 60_000));
  assert.ok(Math.min(...waits) < 6_000 && Math.max(...waits) > 54_000);
});
