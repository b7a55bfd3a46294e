import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { assign, autoThreads } from "../../src/coordinator/assignment.js";

const range = (length: number): number[] => Array.from({ length }, (_, id) => id);

test("25 shards on two threads are 13 and 12 in a row", () => {
  assert.deepEqual(assign(range(25), 2), [range(13), range(25).slice(13)]);
});

test("threads beyond the number of shards get none", () => {
  assert.deepEqual(assign([4, 7], 4), [[4], [7], [], []]);
});

test("no shards leave every thread empty", () => {
  assert.deepEqual(assign([], 2), [[], []]);
});

test("any assignment keeps order, loses nobody and differs by at most one", () => {
  const ids = fc.uniqueArray(fc.nat(5_000), { maxLength: 200 });
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 64 }), (shards, threads) => {
      const dealt = assign(shards, threads);
      const lengths = dealt.map((list) => list.length);
      assert.deepEqual(dealt.flat(), shards);
      assert.equal(dealt.length, threads);
      assert.ok(Math.max(...lengths) - Math.min(...lengths) <= 1);
    }),
  );
});

test("a thread count that is no positive integer is refused", () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    assert.throws(() => assign([0], threads), RangeError);
  }
});

test("a thread is added for every four shards, up to the number of cores", () => {
  const table = [
    { shards: 0, cores: 8, threads: 1 },
    { shards: 1, cores: 8, threads: 1 },
    { shards: 4, cores: 8, threads: 1 },
    { shards: 5, cores: 8, threads: 2 },
    { shards: 16, cores: 8, threads: 4 },
    { shards: 1024, cores: 8, threads: 8 },
    { shards: 1024, cores: 1, threads: 1 },
  ];
  for (const { shards, cores, threads } of table) {
    assert.equal(autoThreads(shards, cores), threads, `${shards} shards, ${cores} cores`);
  }
});
