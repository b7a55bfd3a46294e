import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Hearing } from "../../src/shard/hearing.js";

const MINUTE = 60_000;

/** Listens once a minute to a shard that gets so many dispatches a minute; the last seq and time. */
function past(hearing: Hearing, perMinute: number, minutes: number): { seq: number; at: number } {
  hearing.begin(0, 0);
  for (let minute = 1; minute <= minutes; minute++) {
    assert.equal(hearing.check(perMinute * minute, minute * MINUTE), null);
  }
  return { seq: perMinute * minutes, at: minutes * MINUTE };
}

/** After how many silent minutes the shard is called deaf; null if it is not in two days. */
function deafAfter(hearing: Hearing, { seq, at }: { seq: number; at: number }): number | null {
  for (let minute = 1; minute <= 2_880; minute++) {
    if (hearing.check(seq, at + minute * MINUTE) !== null) return minute;
  }
  return null;
}

describe("hearing", () => {
  it("calls a busy shard deaf after ten silent minutes", () => {
    const hearing = new Hearing();
    assert.equal(deafAfter(hearing, past(hearing, 600, 60)), 10);
  });

  it("waits longer for a shard that hears little", () => {
    const hearing = new Hearing();
    const minutes = deafAfter(hearing, past(hearing, 1, 120));
    assert.ok(minutes !== null && minutes >= 100 && minutes <= 130, `${minutes}`);
  });

  it("never calls a shard deaf that has no past", () => {
    const hearing = new Hearing();
    assert.equal(deafAfter(hearing, past(hearing, 600, 20)), null);
    assert.equal(deafAfter(new Hearing(), { seq: 0, at: 0 }), null);
  });

  it("says it at most once an hour", () => {
    const hearing = new Hearing();
    const { seq, at } = past(hearing, 600, 60);
    const said: number[] = [];
    for (let minute = 1; minute <= 180; minute++) {
      if (hearing.check(seq, at + minute * MINUTE) !== null) said.push(minute);
    }
    assert.deepEqual(said, [10, 70, 130]);
  });

  it("counts silence from the connection that is up, and hears a new session as well", () => {
    const hearing = new Hearing();
    const { seq, at } = past(hearing, 600, 60);
    hearing.begin(seq, at + 60 * MINUTE);
    assert.equal(hearing.check(seq, at + 61 * MINUTE), null);
    hearing.begin(1, at + 62 * MINUTE);
    assert.equal(hearing.check(5, at + 63 * MINUTE), null);
  });
});
