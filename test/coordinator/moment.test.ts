import assert from "node:assert/strict";
import { test } from "node:test";
import { FileSessions, type StoreKey } from "../../src/index.js";
import { elapsed, type Moment, moment } from "../../src/coordinator/moment.js";
import { Folder } from "../support/folder.js";

const KEY: StoreKey = { bot: "a".repeat(64), total: 1, intents: 1 };
const HOUR_MS = 3_600_000;

test("a moment has both clocks, and on Linux the boot", () => {
  const now = moment();
  assert.ok(Math.abs(now.wall - Date.now()) < 1_000);
  if (process.platform === "linux") assert.match(now.boot ?? "", /^[0-9a-f-]{36}$/);
});

test("within a boot the steady clock tells, else the wall clock, and time never runs back", () => {
  const then = { wall: 1_000, steady: 500, boot: "a" };
  assert.equal(elapsed(then, { wall: 9e9, steady: 700, boot: "a" }), 200);
  assert.equal(elapsed(then, { wall: 1_300, steady: 9e9, boot: "b" }), 300);
  assert.equal(elapsed({ ...then, boot: null }, { wall: 1_300, steady: 9e9, boot: null }), 300);
  assert.equal(elapsed(then, { wall: 10, steady: 9e9, boot: "b" }), 0);
});

/** How old, and how long to count, an identify is that was made 2 s before. */
async function seenAfter(step: number, reboot: boolean): Promise<readonly number[]> {
  await using folder = await Folder.make();
  let now: Moment = { wall: Date.now(), steady: 1e6, boot: "a" };
  const clock = (): Moment => now;
  const before = new FileSessions(folder.file(), clock);
  await before.load(KEY);
  await before.identify({ shard: 0, at: now.wall, until: now.wall + HOUR_MS });
  await before.close();
  const steady = reboot ? 10 : now.steady + 2_000;
  now = { wall: now.wall + 2_000 + step, steady, boot: reboot ? "b" : "a" };
  const after = new FileSessions(folder.file(), clock);
  const { identifies, since } = await after.load(KEY);
  await after.close();
  const [one] = identifies;
  assert.ok(one !== undefined && since <= now.wall);
  return [now.wall - one.at, one.until - now.wall];
}

test("a wall clock that is set makes no identify older or younger", async () => {
  for (const step of [0, 5 * HOUR_MS, -5 * HOUR_MS]) {
    assert.deepEqual(await seenAfter(step, false), [2_000, HOUR_MS - 2_000]);
  }
});

test("after a reboot the wall clock tells, and one that was set back makes nothing older", async () => {
  assert.deepEqual(await seenAfter(0, true), [2_000, HOUR_MS - 2_000]);
  assert.deepEqual(await seenAfter(-5 * HOUR_MS, true), [0, HOUR_MS]);
});
