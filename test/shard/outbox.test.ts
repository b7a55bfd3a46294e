import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { QueuedShard } from "../support/queued-shard.js";

/** With a clock that stands still until it is moved. */
function fakeShard(t: TestContext): QueuedShard {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  return new QueuedShard(() => Date.now());
}

test("twilight 40: 5,000 commands never make more than 120 sends in 60 s, and no heartbeat waits", (t) => {
  const shard = fakeShard(t);
  shard.up();
  shard.pushMany(5_000);
  for (let second = 0; second < 3_600; second++) {
    const before = shard.written.length;
    if (second % 41 === 0) {
      shard.beat(`beat ${second}`);
      assert.equal(shard.written.at(-1)?.text, `beat ${second}`);
      assert.equal(shard.written.length, before + 1);
    }
    t.mock.timers.tick(1_000);
  }
  const times = shard.written.map(({ at }) => at);
  for (const [i, at] of times.entries()) {
    const earlier = times[i - 120];
    assert.ok(earlier === undefined || at - earlier > 60_000);
  }
  assert.ok(shard.outcomes.size === 5_000);
  assert.equal(shard.queue.size, 0);
});

/** What commands get of a window in which the identify was sent, at an interval of 41.25 s. */
const ROOM = 114;
/** The limit's 60 s, and what is added for the way to Discord. */
const WINDOW_MS = 60_150;

/** Lets time pass in steps of 10 ms, so that each send has its own time. */
function pass(t: TestContext, ms: number): void {
  for (let at = 0; at < ms; at += 10) t.mock.timers.tick(10);
}

test("twilight 43: after a burst none is sent before a window is over, and then all of it", (t) => {
  const shard = fakeShard(t);
  shard.up();
  shard.pushMany(500);
  assert.equal(shard.written.length, 1 + ROOM);
  pass(t, WINDOW_MS - 10);
  assert.equal(shard.written.length, 1 + ROOM);
  pass(t, 10);
  assert.equal(shard.written.length, 2 * (1 + ROOM));
});

test("twilight 43: of two half bursts each comes back a window after it", (t) => {
  const shard = fakeShard(t);
  shard.up();
  shard.pushMany(ROOM / 2);
  pass(t, 30_000);
  shard.pushMany(500);
  assert.equal(shard.written.length, 1 + ROOM);
  pass(t, WINDOW_MS - 30_000 - 10);
  assert.equal(shard.written.length, 1 + ROOM);
  pass(t, 10);
  assert.equal(shard.written.length, 1 + ROOM + 1 + ROOM / 2, "the identify and the first half");
  pass(t, 30_000 - 10);
  assert.equal(shard.written.length, 1 + ROOM + 1 + ROOM / 2);
  pass(t, 10);
  assert.equal(shard.written.length, 2 * (1 + ROOM));
});

test("twilight 43: sends 20 ms apart come back 20 ms apart, each a window after its own", (t) => {
  const shard = fakeShard(t);
  shard.up();
  for (let i = 0; i < ROOM; i++) {
    pass(t, 20);
    shard.push();
  }
  shard.pushMany(500);
  pass(t, 3 * WINDOW_MS);
  const times = shard.written.map(({ at }) => at);
  assert.ok(times.length > 3 * ROOM);
  const apart = times.slice(1 + ROOM).map((at, i) => at - (times[i] ?? NaN));
  assert.deepEqual(new Set(apart), new Set([WINDOW_MS]));
});

test("twilight 44: sends that fail give their room back a window later, none is leaked", (t) => {
  const shard = fakeShard(t);
  shard.up();
  for (let round = 1; round <= 5; round++) {
    shard.flows = false;
    const before = shard.written.length;
    shard.pushMany(ROOM);
    assert.equal(shard.written.length - before, ROOM);
    for (const { done } of shard.written.slice(before)) done(new Error("EPIPE"));
    pass(t, WINDOW_MS);
  }
  assert.equal(shard.errors.length, 5 * ROOM);
  assert.ok(shard.errors.every(({ code }) => code === "COMMAND_LOST"));
});

test("twilight 45: whatever wakes an exhausted queue in between moves no send", (t) => {
  const shard = fakeShard(t);
  shard.up();
  shard.pushMany(ROOM + 50);
  for (let at = 0; at < WINDOW_MS - 10; at += 10) {
    shard.queue.open();
    if (at % 1_000 === 0) shard.push();
    t.mock.timers.tick(10);
  }
  assert.equal(shard.written.length, 1 + ROOM);
  t.mock.timers.tick(10);
  assert.equal(shard.written.length, 1 + ROOM + 50 + 61);
});

test("commands leave room for heartbeats, which Discord may ask for up to the 120th send", (t) => {
  const shard = fakeShard(t);
  shard.up();
  shard.pushMany(500);
  assert.equal(shard.written.length, 115);
  for (let i = 0; i < 20; i++) shard.beat(`beat ${i}`);
  assert.equal(shard.written.length, 120);
  assert.equal(shard.texts.at(-1), "beat 4");
  t.mock.timers.tick(60_000);
  assert.equal(shard.written.length, 120);
  t.mock.timers.tick(500);
  assert.equal(shard.texts[120], "beat 19");
  assert.equal(shard.texts.filter((text) => text.startsWith("beat")).length, 6);
  assert.equal(shard.written.length, 120 + 115);
});

test("heartbeats before the identify leave room for it", (t) => {
  const shard = fakeShard(t);
  shard.queue.connect(41_250);
  for (let i = 0; i < 200; i++) shard.beat();
  assert.equal(shard.written.length, 119);
  shard.queue.first("identify", () => undefined);
  assert.equal(shard.texts.at(-1), "identify");
  assert.equal(shard.written.length, 120);
});

test("heartbeats of an interval below 1 s are not counted, and commands go on", (t) => {
  const shard = fakeShard(t);
  shard.up(100);
  shard.pushMany(200);
  assert.equal(shard.written.length, 117);
  for (let i = 0; i < 300; i++) shard.beat();
  assert.equal(shard.written.length, 117 + 300);
});

test("heartbeats of an interval of 1 s leave half of the window to commands", (t) => {
  const shard = fakeShard(t);
  shard.up(1_000);
  shard.pushMany(200);
  assert.equal(shard.written.length, 120 - 63);
});

test("twilight 44: a new connection begins with a whole window", (t) => {
  const shard = fakeShard(t);
  shard.up();
  shard.pushMany(200);
  assert.equal(shard.written.length, 115);
  shard.up();
  assert.equal(shard.written.length, 115 + 1 + (200 - 114));
});

test("five presences leave in 20 s, and nothing waits behind a sixth", (t) => {
  const shard = fakeShard(t);
  shard.up();
  for (let i = 0; i < 7; i++) shard.push({ text: `{"op":3,"d":${i}}` });
  shard.push({ text: "other" });
  assert.equal(shard.texts.filter((text) => text.startsWith('{"op":3')).length, 5);
  assert.equal(shard.texts.at(-1), "other");
  t.mock.timers.tick(20_000);
  assert.equal(shard.written.length, 7);
  t.mock.timers.tick(500);
  assert.equal(shard.written.length, 9);
});

test("a socket that takes nothing is given no more than a window", (t) => {
  const shard = fakeShard(t);
  shard.up();
  shard.flows = false;
  shard.pushMany(300);
  t.mock.timers.tick(600_000);
  assert.equal(shard.written.length, 116);
  for (const { done } of shard.written.slice(1)) done();
  assert.equal(shard.written.length, 116);
  t.mock.timers.tick(60_500);
  assert.equal(shard.written.length, 116 + 115);
});
