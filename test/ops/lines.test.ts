import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "../../src/ops/lines.js";
import { batchOf } from "../support/batch.js";

test("a batch becomes one line for each dispatch, with Discord's own text as d", () => {
  const d = '{"b":1.0, "a":"\\u00e9é",  "id":123456789012345678901}';
  const { bytes, count } = linesOf(
    batchOf([
      { shard: 0, seq: 2, name: "MESSAGE_CREATE", d },
      { shard: 12, seq: 7, name: "RESUMED", d: "null" },
    ]),
  );
  assert.equal(count, 2);
  assert.equal(
    String(bytes),
    `{"shard":0,"session":"session-0","s":2,"t":"MESSAGE_CREATE","d":${d}}\n` +
      `{"shard":12,"session":"session-12","s":7,"t":"RESUMED","d":null}\n`,
  );
});

test("line ends between the tokens of d do not cut a line", () => {
  const d = '{\r\n  "a": [1,\n2]\n}';
  const { bytes } = linesOf(batchOf([{ shard: 0, seq: 2, name: "X", d }]));
  const lines = String(bytes).split("\n");
  assert.equal(lines.length, 2);
  assert.deepEqual(JSON.parse(lines[0] ?? "").d, { a: [1, 2] });
});

test("what crossed only for the coordinator is left out", () => {
  const { bytes, count } = linesOf(
    batchOf([{ shard: 0, seq: 2, name: "GUILD_MEMBERS_CHUNK", d: "{}", internal: true }]),
  );
  assert.deepEqual([bytes.length, count], [0, 0]);
});

test("a thousand short dispatches are all there", () => {
  const records = Array.from({ length: 1_000 }, (_, seq) => ({
    shard: 1_000_000,
    seq,
    name: "A".repeat(seq % 200),
    d: "0",
  }));
  const lines = String(linesOf(batchOf(records)).bytes)
    .trimEnd()
    .split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).s),
    records.map(({ seq }) => seq),
  );
});

test("a name that is not ASCII comes through", () => {
  const { bytes } = linesOf(batchOf([{ shard: 0, seq: 2, name: 'Ünïcode "☃" 😀', d: "1" }]));
  assert.equal(JSON.parse(String(bytes)).t, 'Ünïcode "☃" 😀');
});
