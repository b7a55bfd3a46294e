import assert from "node:assert/strict";
import { test } from "node:test";
import { Latency } from "../../src/shard/latency.js";

test("twilight 36: an ack gives a sample, also one of 0 ms", () => {
  const latency = new Latency();
  latency.sent(10, true);
  latency.acked(10);
  latency.sent(20, true);
  latency.acked(50);
  assert.deepEqual(latency.report, { recent: [30, 0], average: 15, missed: 0 });
});

test("twilight 36: the five newest samples are kept, newest first, and the average is over all", () => {
  const latency = new Latency();
  for (let ms = 1; ms <= 9; ms++) {
    latency.sent(0, true);
    latency.acked(ms);
  }
  assert.deepEqual(latency.report, { recent: [9, 8, 7, 6, 5], average: 5, missed: 0 });
});

test("twilight 35: an ack that nothing asked for counts for nothing", () => {
  const latency = new Latency();
  latency.acked(5);
  latency.sent(10, true);
  latency.acked(17);
  latency.acked(18);
  assert.deepEqual(latency.report, { recent: [7], average: 7, missed: 0 });
});

test("a heartbeat that Discord asks for in between does not spoil the sample", () => {
  const latency = new Latency();
  latency.sent(0, true);
  latency.sent(90, true);
  latency.acked(100);
  latency.acked(190);
  assert.deepEqual(latency.report.recent, [100, 100]);
});

test("an ack that may have come while the socket was paused gives no sample", () => {
  const latency = new Latency();
  latency.sent(0, true);
  latency.unwatch();
  latency.acked(500);
  latency.sent(600, false);
  latency.acked(700);
  latency.sent(800, true);
  latency.acked(810);
  assert.deepEqual(latency.report, { recent: [10], average: 10, missed: 0 });
});

test("after a missing ack the next one gives no sample, since it may be the late one", () => {
  const latency = new Latency();
  latency.sent(0, true);
  latency.giveUp();
  latency.sent(100, true);
  latency.acked(105);
  latency.acked(110);
  latency.sent(200, true);
  latency.acked(205);
  assert.deepEqual(latency.report, { recent: [5], average: 5, missed: 1 });
});
