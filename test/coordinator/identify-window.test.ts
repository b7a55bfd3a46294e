import assert from "node:assert/strict";
import { test } from "node:test";
import { IdentifyWindow, smallerRemainder } from "../../src/coordinator/identify-window.js";
import { fakeTime } from "../support/fake-time.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = 100 * DAY_MS;

/** So many identifies, that long ago, counted for the rest of their day. */
function past(
  count: number,
  ago: number,
  until = NOW - ago + DAY_MS,
): {
  readonly shard: number;
  readonly at: number;
  readonly until: number;
}[] {
  return Array.from({ length: count }, (_, shard) => ({ shard, at: NOW - ago, until }));
}

const FULL = { total: 1_000, remaining: 1_000, resetAfter: 0 };

const CASES = [
  ["nothing known, Discord's figure holds", FULL, [], 1_000, 0],
  ["an old figure of Discord's is corrected", FULL, past(40, HOUR_MS), 960, 23 * HOUR_MS],
  [
    "identifies of other processes are only in Discord's figure",
    { ...FULL, remaining: 500, resetAfter: HOUR_MS },
    past(40, HOUR_MS),
    500,
    HOUR_MS,
  ],
  [
    "identifies before the reset that reset_after tells of do not count",
    { ...FULL, remaining: 990, resetAfter: 23 * HOUR_MS },
    [...past(400, 2 * HOUR_MS), ...past(12, HOUR_MS / 2)],
    988,
    23 * HOUR_MS,
  ],
  ["identifies whose day is over do not count", FULL, past(40, 2 * HOUR_MS, NOW - 1), 1_000, 0],
  ["more spent than there are leaves none", FULL, past(1_200, HOUR_MS), 0, 23 * HOUR_MS],
  [
    "a time far in the future, from a clock that was wrong, is a day at most",
    FULL,
    past(5, 0, NOW + 900 * DAY_MS),
    995,
    DAY_MS,
  ],
] as const;

for (const [name, figures, identifies, remaining, resetAfter] of CASES) {
  test(name, () => {
    const smaller = smallerRemainder(figures, identifies, NOW);
    assert.deepEqual([smaller.remaining, smaller.resetAfter], [remaining, resetAfter]);
  });
}

test("an identify counts until the next reset, and then for a day", async (t) => {
  const { now, pass } = fakeTime(t, 1_000);
  const window = new IdentifyWindow({ total: 10, remaining: 3, resetAfter: 5_000 }, now);
  await pass(2_000);
  assert.equal(window.left(), 3_000);
  await pass(3_000);
  assert.equal(window.left(), DAY_MS);
  await pass(1_000);
  assert.equal(window.left(), DAY_MS - 1_000);
});

test("a full budget's day begins with its first identify", async (t) => {
  const { now, pass } = fakeTime(t, 1_000);
  const window = new IdentifyWindow({ total: 10, remaining: 10, resetAfter: 5_000 }, now);
  await pass(60_000);
  assert.equal(window.left(), DAY_MS);
});
