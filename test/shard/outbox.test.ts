import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { QueuedShard } from "../support/queued-shard.js";

/** With a clock that stands still until it is moved. */
function fakeShard(t: TestContext): QueuedShard {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  return new QueuedShard(() => Date.now());
}

test("5,000 commands never make more than 120 sends in 60 s, and no heartbeat waits", (t) => {
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

test("a new connection begins with a whole window", (t) => {
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
