import assert from "node:assert/strict";
import { it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Turns } from "../../src/coordinator/turns.js";
import type { Dispatch } from "../../src/index.js";
import { events, Line } from "../support/line.js";

/** Lets so much of the turn's time pass. */
function pass(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

it("work goes on at once while the turn has time left, and in later turns after that", async () => {
  const log: string[] = [];
  const turns = new Turns<string>((piece) => {
    log.push(piece);
    pass(15);
    return true;
  }, 10);
  turns.add("a");
  turns.add("b");
  turns.after(() => log.push("behind b"));
  turns.add("c");
  assert.deepEqual(log, ["a"]);
  await turn();
  assert.deepEqual(log, ["a", "b"]);
  await turn();
  assert.deepEqual(log, ["a", "b", "behind b", "c"]);
  turns.after(() => log.push("at once"));
  await turn();
  assert.equal(log.at(-1), "at once");
});

it("a piece that stops when the turn is over goes on in the next one", async () => {
  const log: number[] = [];
  let left = 3;
  const turns = new Turns<null>((_, over) => {
    for (; left > 0 && !over(); left--) {
      log.push(left);
      pass(15);
    }
    return left === 0;
  }, 10);
  turns.add(null);
  turns.after(() => log.push(0));
  for (const want of [[3], [3, 2], [3, 2, 1], [3, 2, 1, 0]]) {
    assert.deepEqual(log, want);
    await turn();
  }
});

it("what is cleared is given back, and what stood behind it is called", async () => {
  const log: string[] = [];
  const turns = new Turns<string>((piece) => {
    log.push(piece);
    pass(15);
    return true;
  }, 10);
  for (const piece of ["a", "b", "c"]) turns.add(piece);
  turns.after(() => log.push("behind"));
  assert.deepEqual(turns.clear(), ["b", "c"]);
  await turn();
  assert.deepEqual(log, ["a", "behind"]);
});

it("a slow listener leaves the event loop its turns, and misses nothing", async () => {
  const line = new Line("decoded", null, 10);
  const got: number[] = [];
  line.emitter.on("dispatch", ({ seq }: Dispatch) => {
    got.push(seq);
    pass(3);
  });
  for (let seq = 1; seq <= 40; seq += 10) {
    line.take(...events(...Array.from({ length: 10 }, (_, index) => seq + index)));
  }
  for (let before = 0; got.length < 40; before = got.length) {
    assert.ok(got.length - before <= 8, `${got.length - before} in one turn`);
    await turn();
  }
  assert.deepEqual(
    got,
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
  assert.equal(line.finished.length, 4);
  assert.equal(line.handed.at(-1), 40);
});

it("a close in the middle of a batch counts what listeners were called with", async () => {
  const line = new Line("decoded", null, 10);
  const got: number[] = [];
  line.emitter.on("dispatch", ({ seq }: Dispatch) => {
    got.push(seq);
    pass(4);
  });
  line.take(...events(1, 2, 3, 4, 5, 6, 7, 8, 9));
  line.take(...events(10));
  await turn();
  line.delivery.close();
  const { length } = got;
  assert.ok(length < 9, `${length} were handed over`);
  await turn();
  assert.equal(got.length, length);
  assert.deepEqual(line.handed, [1, 2, 3, 4, 5, 6, 7, 8].slice(0, length));
  assert.deepEqual(line.finished, []);
});
