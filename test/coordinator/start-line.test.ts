import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { StartLine } from "../../src/coordinator/start-line.js";

/** The shards that have gone on, in order. */
function arrivals(line: StartLine): {
  readonly gone: number[];
  readonly arrive: (shard: number) => void;
} {
  const gone: number[] = [];
  return {
    gone,
    arrive: (shard) => void line.arrive(shard).then(() => gone.push(shard)),
  };
}

test("nobody goes on before the last is there, then all do in one turn", async () => {
  const { gone, arrive } = arrivals(new StartLine([0, 1, 2]));
  arrive(2);
  arrive(2);
  arrive(0);
  await setImmediate();
  assert.deepEqual(gone, []);
  arrive(1);
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(gone, [2, 2, 0, 1]);
});

test("who is missing is waited for a second, and held up by nobody later", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { gone, arrive } = arrivals(new StartLine([0, 1, 2]));
  arrive(1);
  t.mock.timers.tick(999);
  await setImmediate();
  assert.deepEqual(gone, []);
  t.mock.timers.tick(1);
  await setImmediate();
  assert.deepEqual(gone, [1]);
  arrive(0);
  await setImmediate();
  assert.deepEqual(gone, [1, 0]);
});

test("where nobody was to come, whoever comes goes on", async () => {
  const { gone, arrive } = arrivals(new StartLine([]));
  arrive(5);
  await setImmediate();
  assert.deepEqual(gone, [5]);
});
