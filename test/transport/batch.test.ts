import assert from "node:assert/strict";
import { test } from "node:test";
import type { Batch } from "../../src/transport/batch.js";
import type { Dispatch } from "../../src/transport/dispatch.js";
import { Pipe } from "./pipe.js";

/** A batch of so many events, full enough to be worth its buffer. */
function batchOf(count: number, payload: "decoded" | "json" = "decoded"): Batch {
  const pipe = new Pipe(payload);
  const filler = "x".repeat(Math.ceil(140_000 / count));
  for (let seq = 1; seq <= count; seq++) pipe.add("A", seq, JSON.stringify({ seq, filler }));
  const [batch] = pipe.send();
  assert.ok(batch !== undefined);
  return batch;
}

function dispatches(batch: Batch): Dispatch[] {
  const found: Dispatch[] = [];
  for (const at = batch.cursor(); at.next();) found.push(at.dispatch("s"));
  return found;
}

test("a batch that nobody reads gives its memory back", () => {
  const batch = batchOf(3);
  for (const at = batch.cursor(); at.next(););
  assert.ok(batch.reclaim() instanceof ArrayBuffer);
});

test("a batch keeps its memory until each of its dispatches was read", () => {
  for (const payload of ["decoded", "json"] as const) {
    const batch = batchOf(3, payload);
    const [first, second, third] = dispatches(batch);
    assert.equal(first?.json, first?.json);
    assert.notEqual(second?.data, undefined);
    assert.notEqual(second?.json, undefined);
    assert.equal(batch.reclaim(), null);
    assert.notEqual(third?.data, undefined);
    assert.ok(batch.reclaim() instanceof ArrayBuffer);
  }
});

test("memory is given back once", () => {
  const batch = batchOf(1);
  assert.notEqual(batch.reclaim(), null);
  assert.equal(batch.reclaim(), null);
});

test("a dispatch that was read needs the memory of its batch no longer", () => {
  for (const payload of ["decoded", "json"] as const) {
    const batch = batchOf(2, payload);
    const [first, second] = dispatches(batch);
    assert.equal(typeof first?.json, "string");
    assert.equal(typeof second?.data, "object");
    const buffer = batch.reclaim();
    assert.ok(buffer !== null);
    new Uint8Array(buffer).fill(0);
    assert.deepEqual(first?.data, JSON.parse(first?.json ?? ""));
    assert.equal(second?.json, JSON.stringify(second?.data));
  }
});

test("a walk reads a record without making a dispatch of it", () => {
  const batch = batchOf(2);
  const at = batch.cursor();
  assert.ok(at.next());
  assert.ok(at.next());
  assert.match(JSON.stringify(at.data()), /^{"seq":2,/);
  assert.equal(at.next(), false);
  assert.equal(at.next(), false);
  assert.notEqual(batch.reclaim(), null);
});

test("two walks over one batch do not disturb each other", () => {
  const batch = batchOf(2);
  const one = batch.cursor();
  const other = batch.cursor();
  assert.ok(one.next());
  assert.ok(one.next());
  assert.ok(other.next());
  assert.deepEqual([one.seq, other.seq], [2, 1]);
});
