import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { LineOutput, NoOutput } from "../../src/ops/event-output.js";
import { batchOf } from "../support/batch.js";

const batch = () => batchOf([{ shard: 0, seq: 2, name: "X", d: "{}" }]);

/** A stream whose writes end when the test says so. */
function slowStream() {
  const writes: ((error?: Error) => void)[] = [];
  const stream = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, callback) => void writes.push(callback),
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const finish = async (error?: Error): Promise<void> => {
    writes.shift()?.(error);
    await turn();
  };
  return { stream, finish };
}

test("a batch is handed over when its write has ended, and not before", async () => {
  const { stream, finish } = slowStream();
  const output = new LineOutput(stream, assert.fail);
  const done: number[] = [];
  output.take(batch(), () => done.push(1));
  output.take(batch(), () => done.push(2));
  assert.deepEqual([done, output.count], [[], 0]);
  await finish();
  assert.deepEqual([done, output.count], [[1], 1]);
  await finish();
  assert.deepEqual([done, output.count], [[1, 2], 2]);
});

test("a reader that went away is told once, and nothing is handed over any more", async () => {
  const { stream, finish } = slowStream();
  const told: unknown[] = [];
  const output = new LineOutput(stream, (error) => told.push(error));
  output.take(batch(), assert.fail);
  output.take(batch(), assert.fail);
  const error = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
  await finish(error);
  output.take(batch(), assert.fail);
  await finish();
  assert.deepEqual(told, [error]);
  assert.ok(output.broken);
  assert.equal(output.count, 0);
});

test("without output a batch is handed over at once, and counted", () => {
  const output = new NoOutput();
  let done = 0;
  output.take(batch(), () => done++);
  assert.deepEqual([done, output.count], [1, 1]);
});
