import assert from "node:assert/strict";
import { it } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Dispatch } from "../../src/index.js";
import { BATCH_BYTES } from "../../src/transport/record.js";
import { gc } from "../support/gc.js";
import { Line, type Event } from "../support/line.js";

/** So many events that their batch has a buffer worth handing back. */
const MANY: readonly Event[] = Array.from({ length: 1_800 }, (_, index) => ({
  seq: index + 1,
  name: "PING",
  data: { text: "x".repeat(100), seq: index + 1 },
}));

it("a buffer is handed back once nobody can read it: nobody listened", () => {
  const line = new Line();
  line.take(...MANY);
  assert.equal(line.finished[0]?.reclaim()?.byteLength, BATCH_BYTES);
  assert.equal(line.finished[0]?.reclaim(), null, "once");
});

it("a buffer is handed back where every dispatch was read", () => {
  const line = new Line();
  line.emitter.on("PING", () => undefined);
  line.take(...MANY);
  assert.equal(line.finished[0]?.reclaim()?.byteLength, BATCH_BYTES);
});

it("a buffer that a kept dispatch may still read is never handed back, and stays readable", () => {
  const line = new Line();
  const kept: Dispatch[] = [];
  line.emitter.on("dispatch", (dispatch: Dispatch) => {
    if (dispatch.seq === 700) kept.push(dispatch);
    else assert.equal(typeof dispatch.json, "string");
  });
  line.take(...MANY);
  assert.equal(line.finished[0]?.reclaim(), null);
  assert.deepEqual(kept[0]?.data, MANY[699]?.data);
});

it("a dispatch that was read stays readable after its batch's buffer went", () => {
  for (const payload of ["decoded", "json"] as const) {
    const line = new Line(payload);
    const kept: Dispatch[] = [];
    line.emitter.on("dispatch", (dispatch: Dispatch) => {
      kept.push(dispatch);
      assert.ok(payload === "json" ? dispatch.json : dispatch.data);
    });
    line.take(...MANY);
    const buffer = line.finished[0]?.reclaim();
    assert.ok(buffer instanceof ArrayBuffer);
    new Uint8Array(buffer).fill(0xff);
    assert.deepEqual(
      kept.map(({ data }) => data),
      MANY.map(({ data }) => data),
    );
    assert.equal(kept[5]?.json, JSON.stringify(MANY[5]?.data));
  }
});

it("an unread dispatch in an iterator keeps the buffer, also after the batch is done with", async () => {
  const line = new Line();
  const iterator = line.delivery.iterate();
  line.take(...MANY);
  const got: Dispatch[] = [];
  for (const _ of MANY) {
    const { value } = await iterator.next();
    if (value !== undefined) got.push(value);
  }
  void iterator.next();
  assert.equal(line.finished.length, 1);
  assert.equal(line.finished[0]?.reclaim(), null);
  for (const { data } of got) assert.ok(data);
  assert.equal(line.finished[0]?.reclaim()?.byteLength, BATCH_BYTES);
});

it("what is done with is not kept: dispatches that an iterator has passed can be collected", async () => {
  const line = new Line();
  const iterator = line.delivery.iterate();
  line.take({ seq: 1, name: "PING" }, { seq: 2, name: "PING" });
  const reference = await firstOf(iterator);
  await iterator.next();
  await collected(reference);
});

async function firstOf(iterator: AsyncIterator<Dispatch>): Promise<WeakRef<object>> {
  return new WeakRef((await iterator.next()).value);
}

/** Settles when the object is gone. */
async function collected(reference: WeakRef<object>): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await setImmediate();
    gc();
    if (reference.deref() === undefined) return;
  }
  assert.fail("it is still there");
}
