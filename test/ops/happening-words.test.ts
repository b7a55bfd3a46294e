import assert from "node:assert/strict";
import { test } from "node:test";
import { afterText, cut, endText, shardsText, titleOf } from "../../src/ops/happening-words.js";

test("shards are named by runs, and many of them counted", () => {
  assert.equal(shardsText([3]), "Shard 3");
  assert.equal(shardsText([7, 2, 0, 1]), "Shards 0–2, 7");
  const odd = Array.from({ length: 10 }, (_, index) => 2 * index + 1);
  assert.equal(shardsText(odd), "Shards 1, 3, 5, 7, 9, 11 and 4 more");
});

test("a shard that comes twice is one shard", () => {
  assert.equal(titleOf("left", [3, 3]), "Shard 3 lost its connection");
  assert.equal(titleOf("back", [3, 4]), "Shards 3–4 are ready again");
});

const ENDS = [
  [{ code: 4009, reason: "", by: "discord" }, "closed by Discord, 4009 (session timed out)"],
  [{ code: 4900, reason: "a zombie", by: "us" }, "closed by us, 4900: a zombie"],
  [{ code: 1006, reason: "", by: "network" }, "lost to the network, 1006"],
  [{ reason: "Thread 0 died", by: "us" }, "closed by us: Thread 0 died"],
] as const;

for (const [end, text] of ENDS) {
  test(text, () => assert.equal(endText({ id: 0, state: "backoff", ...end }), text));
}

test("times of absence are one, or from the shortest to the longest", () => {
  assert.equal(afterText([1_234]), "after 1.3 s");
  assert.equal(afterText([3]), "after 0.1 s");
  assert.equal(afterText([800, 1_234, 12_000]), "after 0.8 to 12 s");
});

test("what is too long to keep is cut", () => {
  assert.equal(cut("short"), "short");
  assert.equal(cut("x".repeat(10_000)).length, 401);
});
