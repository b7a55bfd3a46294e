import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { shardOf } from "../../src/discord/shard-of.js";

test("a guild's shard is the time in its id, modulo the total", () => {
  const table = [
    { id: "197038439483310086", total: 16, shard: 2 },
    { id: "41771983423143937", total: 16, shard: 6 },
    { id: "0", total: 7, shard: 0 },
    { id: String(5n << 22n), total: 4, shard: 1 },
    { id: String((5n << 22n) + 4_194_303n), total: 4, shard: 1 },
  ];
  for (const { id, total, shard } of table) {
    assert.equal(shardOf(id, total), shard, id);
    assert.equal(shardOf(BigInt(id), total), shard, id);
  }
});

test("an id with its top bit set is unsigned", () => {
  assert.equal(shardOf("18446744073709551615", 1_024), Number((2n ** 42n - 1n) % 1_024n));
  assert.equal(shardOf(1n << 63n, 3), Number((1n << 41n) % 3n));
});

test("any id of 64 bits has a shard below the total", () => {
  const id = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(id, fc.integer({ min: 1, max: 100_000 }), (guildId, total) => {
      const shard = shardOf(guildId, total);
      assert.ok(Number.isInteger(shard) && shard >= 0 && shard < total);
      assert.equal((guildId / 4_194_304n - BigInt(shard)) % BigInt(total), 0n);
    }),
  );
});

test("what is no snowflake is refused", () => {
  for (const id of ["", " 1", "1 ", "-1", "0x10", "1e3", "abc", "１２"]) {
    assert.throws(() => shardOf(id, 1), TypeError, id);
  }
  for (const id of [-1n, 1n << 64n, "18446744073709551616"]) {
    assert.throws(() => shardOf(id, 1), RangeError, String(id));
  }
  const number: unknown = 41_771_983;
  assert.throws(() => shardOf(number as string, 1), { name: "TypeError", message: /number$/ });
});

test("a total that is no positive integer is refused", () => {
  for (const total of [0, -1, 1.5, NaN, Infinity]) {
    assert.throws(() => shardOf("1", total), RangeError, String(total));
  }
});
