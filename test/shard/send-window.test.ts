import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SendWindow } from "../../src/shard/send-window.js";

const SPAN_MS = 60_000;

/** Sends whenever the window allows it, at the given times, and gives the times of the sends. */
function drive(times: readonly number[], limit: number): number[] {
  let now = 0;
  const window = new SendWindow(limit, SPAN_MS, () => now);
  const sent: number[] = [];
  for (now of times) {
    if (window.wait() > 0) continue;
    window.take();
    window.left();
    sent.push(now);
  }
  return sent;
}

test("a burst uses up the window, and all of it is back a window later", () => {
  let now = 1_000;
  const window = new SendWindow(120, SPAN_MS, () => now);
  for (let i = 0; i < 120; i++) {
    assert.equal(window.wait(), 0);
    window.take();
    window.left();
  }
  assert.ok(window.wait() >= SPAN_MS);
  now += SPAN_MS;
  assert.ok(window.wait() > 0);
  now += window.wait();
  for (let i = 0; i < 120; i++) {
    assert.equal(window.wait(), 0);
    window.take();
    window.left();
  }
  assert.ok(window.wait() > 0);
});

test("never more than the limit is sent in any window, however the sends are spread", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 400 }),
      fc.integer({ min: 1, max: 20 }),
      (gaps, limit) => {
        let at = 0;
        const times = gaps.map((gap) => (at += gap));
        const sent = drive(times, limit);
        for (const [i, time] of sent.entries()) {
          const before = sent[i - limit];
          assert.ok(before === undefined || time - before > SPAN_MS);
        }
      },
    ),
  );
});

test("the wait is exact: one ms earlier there is no room", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 10 }), (gaps) => {
      let now = 0;
      const window = new SendWindow(5, SPAN_MS, () => now);
      for (const gap of gaps) {
        now += gap;
        const wait = window.wait();
        if (wait > 0) {
          now += wait - 1;
          assert.equal(window.wait(), 1);
          now += 1;
        }
        assert.equal(window.wait(), 0);
        window.take();
        window.left();
      }
    }),
  );
});

test("a send counts from when it has left the socket", () => {
  let now = 0;
  const window = new SendWindow(1, SPAN_MS, () => now);
  window.take();
  now = 100_000;
  assert.equal(window.wait(), Infinity);
  window.left();
  assert.ok(window.wait() >= SPAN_MS);
});

test("what is spared for others is there for them only", () => {
  const window = new SendWindow(3, SPAN_MS, () => 0);
  window.take();
  window.left();
  assert.ok(window.wait(2) > 0);
  assert.equal(window.wait(1), 0);
});

test("twilight 45: asking does not move the time at which there is room", () => {
  let now = 0;
  const window = new SendWindow(1, SPAN_MS, () => now);
  window.take();
  window.left();
  const end = window.wait();
  for (now = 0; now < end; now += 97) assert.equal(window.wait(), end - now);
});
