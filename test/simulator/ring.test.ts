// The replay buffer on its own.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Ring } from "../../src/simulator/ring.js";

const bytes = Buffer.from("12345");

function after(ring: Ring, seq: number): number[] | null {
  return ring.after(seq)?.map(({ s }) => s) ?? null;
}

test("a ring replays what came after a seq, as far back as it reaches", () => {
  const ring = new Ring(3, Infinity);
  for (let s = 1; s <= 5; s++) ring.push(s, bytes);
  assert.equal(ring.reach, 2);
  assert.equal(after(ring, 1), null);
  assert.deepEqual(after(ring, 2), [3, 4, 5]);
  assert.deepEqual(after(ring, 5), []);
});

test("a ring may be bounded by bytes", () => {
  const ring = new Ring(100, 12);
  for (let s = 1; s <= 5; s++) ring.push(s, bytes);
  assert.deepEqual(after(ring, 3), [4, 5]);
  assert.equal(after(ring, 2), null);
});

test("a trimmed ring reaches back to where it was trimmed", () => {
  const ring = new Ring(10, Infinity);
  for (let s = 1; s <= 5; s++) ring.push(s, bytes);
  ring.trim(3);
  assert.equal(after(ring, 2), null);
  assert.deepEqual(after(ring, 3), [4, 5]);
});

test("whatever is pushed and trimmed, a ring replays all that it has not lost", () => {
  const steps = fc.array(fc.oneof(fc.constant("push" as const), fc.nat(60)), { maxLength: 80 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), steps, (capacity, all) => {
      const ring = new Ring(capacity, Infinity);
      let kept: number[] = [];
      let last = 0;
      for (const step of all) {
        if (step === "push") kept = [...kept, ++last].slice(-capacity);
        else kept = kept.filter((s) => s > step);
        if (step === "push") ring.push(last, bytes);
        else ring.trim(step);
      }
      const reach = kept.length > 0 ? (kept[0] ?? 0) - 1 : last;
      assert.equal(ring.length, kept.length);
      assert.equal(ring.reach, reach);
      assert.deepEqual(after(ring, reach), kept);
      assert.equal(after(ring, reach - 1), null);
    }),
  );
});
