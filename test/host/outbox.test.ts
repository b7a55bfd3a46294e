import assert from "node:assert/strict";
import { it } from "node:test";
import { Bench, KIB } from "../support/outbox-bench.js";

it("what a turn of the loop brings goes together, before what comes behind it", () => {
  using bench = new Bench();
  bench.add(1, "READY", "{}");
  bench.add(2, "PING", "1");
  assert.deepEqual(bench.posted(), []);
  bench.outbox.post({ kind: "drained" });
  bench.add(3, "PING", "2");
  bench.outbox.flush();
  const kinds = bench.posted().map(({ kind }) => kind);
  assert.deepEqual(kinds, ["batch", "drained", "batch"]);
});

it("what waits is posted by itself", async () => {
  using bench = new Bench();
  bench.add(1, "PING", "1");
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(bench.batches()[0]?.records, ["PING 1"]);
});

it("what is filtered away moves the mark, which a flush posts", () => {
  using bench = new Bench({ events: ["PING"] });
  assert.equal(bench.add(1, "PONG", "{not json"), true);
  bench.add(2, "PING", "1");
  bench.add(3, "PONG", "1");
  bench.outbox.flush();
  bench.add(9, "PONG", "1");
  bench.outbox.flush();
  const [first, second] = bench.batches();
  assert.deepEqual(first, { records: ["PING 2"], marks: [0, 0, 3], weight: first?.weight });
  assert.deepEqual(second, { records: [], marks: [0, 0, 9], weight: 0 });
});

it("chunks with our nonce and limits cross whatever is filtered, for the coordinator alone", () => {
  using bench = new Bench({ events: [] });
  bench.add(1, "GUILD_MEMBERS_CHUNK", `{"nonce":"gr-1-7"}`);
  bench.add(2, "GUILD_MEMBERS_CHUNK", `{"nonce":"theirs"}`);
  bench.add(3, "RATE_LIMITED", `{"opcode":8}`);
  bench.outbox.flush();
  const [batch] = bench.batches();
  assert.deepEqual(batch?.records, ["GUILD_MEMBERS_CHUNK 1 internal", "RATE_LIMITED 3 internal"]);
  assert.deepEqual(batch?.marks, [0, 0, 3]);
});

it("a message that is no JSON is refused, and nothing of it is posted", () => {
  for (const payload of ["decoded", "json"] as const) {
    using bench = new Bench({ payload });
    assert.equal(bench.add(1, "PING", `{"a":1}`), true);
    assert.equal(bench.add(2, "PING", `{"a"`), false, payload);
    bench.outbox.flush();
    const [batch] = bench.batches();
    assert.deepEqual(batch?.records, ["PING 1"]);
    assert.deepEqual(batch?.marks, [0, 0, 1]);
  }
});

it("the allowance counts what is posted until it is credited, with room from the half on", () => {
  using bench = new Bench();
  const text = JSON.stringify("x".repeat(40 * KIB));
  bench.add(1, "BIG", text);
  bench.outbox.flush();
  assert.deepEqual(bench.said, []);
  bench.add(2, "BIG", text);
  bench.outbox.flush();
  assert.deepEqual(bench.said, ["full"]);
  const weights = bench.batches().map(({ weight }) => weight);
  bench.add(3, "BIG", text);
  bench.outbox.flush();
  assert.deepEqual(bench.said, ["full"], "once");
  const [third] = bench.batches();
  bench.credit(weights[0] ?? 0);
  assert.deepEqual(bench.said, ["full"]);
  bench.credit(weights[1] ?? 0);
  assert.deepEqual(bench.said, ["full"], "40 KiB are more than half");
  bench.credit(third?.weight ?? 0);
  assert.deepEqual(bench.said, ["full", "room"]);
});

it("what a predecessor left counts from the start", () => {
  using bench = new Bench({ charged: 100 * KIB });
  bench.outbox.post({ kind: "up", inflater: "none" });
  assert.deepEqual(bench.said, ["full"]);
  bench.credit(50 * KIB);
  bench.credit(20 * KIB);
  assert.deepEqual(bench.said, ["full", "room"]);
});

it("once closed it never has room again", () => {
  using bench = new Bench({ charged: 100 * KIB });
  bench.outbox.flush();
  bench.outbox.close();
  bench.credit(100 * KIB);
  bench.add(1, "PING", "1");
  bench.outbox.flush();
  assert.deepEqual(bench.said, ["full"]);
  assert.equal(bench.batches().length, 1, "what was read is posted all the same");
});

it("each session has a number, and only marks of the present one are acknowledged", () => {
  using bench = new Bench();
  bench.add(1, "OLD", "1");
  assert.equal(bench.outbox.session(0), 1);
  bench.add(1, "READY", "1");
  assert.equal(bench.outbox.session(0), 2);
  assert.equal(bench.outbox.session(4), 1, "of each shard its own");
  bench.add(1, "READY", "1");
  bench.outbox.flush();
  assert.deepEqual(
    bench.batches().map(({ marks }) => marks),
    [
      [0, 0, 1],
      [0, 1, 1],
      [0, 2, 1],
    ],
  );
  const marks = [0, 0, 500, 0, 1, 70, 0, 2, 3, 4, 1, 8, 9, 1, 1];
  assert.deepEqual(bench.credit(0, marks), [
    { shard: 0, seq: 3 },
    { shard: 4, seq: 8 },
  ]);
});
