import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { LiveLine } from "../../src/ops/live-line.js";
import { makeLog } from "../../src/ops/log.js";
import { Meter } from "../../src/ops/meter.js";
import { liveText, logProgressRegularly } from "../../src/ops/progress.js";
import { duration } from "../../src/ops/sentences.js";
import { Watch } from "../../src/ops/watch.js";

const plain = (_style: string, text: string): string => text;

function source(count: () => number = () => 0) {
  let now = 0;
  const clock = (): number => now;
  const watch = new Watch(clock);
  const meter = new Meter(count, clock);
  return { watch, meter, pass: (ms: number) => void (now += ms) };
}

/** A log, and the messages that are in it. */
function logged() {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(JSON.parse(line).msg) };
  const how = { level: "info", format: "json", colour: false, secret: "hush.hush" } as const;
  return { lines, log: makeLog({ ...how, output }) };
}

test("the live line goes from the plan over the start to the status", () => {
  let events = 0;
  const { watch, meter, pass } = source(() => events);
  const line = (): string => liveText({ watch, meter }, plain);
  assert.equal(line(), "asking Discord how to start");
  watch.plan({ ids: [0, 1], maxConcurrency: 1 });
  assert.equal(line(), `${"░".repeat(24)} 0/2 shards up, 2 windows left, about 6 s`);
  watch.shard({ id: 0, state: "identifying" });
  watch.shard({ id: 0, state: "ready" });
  pass(1_000);
  const half = "█".repeat(12) + "░".repeat(12);
  assert.equal(line(), `${half} 1/2 shards up, 1 window left, about 5 s`);
  watch.shard({ id: 1, state: "identifying" });
  assert.match(line(), /1\/2 shards up, last ones on their way$/);
  watch.shard({ id: 1, state: "ready" });
  events = 3_000;
  pass(1_000);
  assert.match(line(), /^2\/2 shards ready, 1,500 events\/s, main thread \d+ %$/);
  watch.shard({ id: 1, state: "backoff" });
  assert.match(line(), /^1\/2 shards ready/);
});

test("the meter measures over a second or more, however often it is read", () => {
  let events = 0;
  const { meter, pass } = source(() => events);
  events = 100;
  pass(500);
  assert.equal(meter.read().eventsPerSecond, 0);
  pass(500);
  assert.equal(meter.read().eventsPerSecond, 100);
  pass(10);
  assert.equal(meter.read().eventsPerSecond, 100);
  pass(1_990);
  assert.equal(meter.read().eventsPerSecond, 0);
});

test("durations read like a clock", () => {
  assert.deepEqual([0, 900, 59_001, 65_000, 7_620_000].map(duration), [
    "0 s",
    "1 s",
    "1 min 00 s",
    "1 min 05 s",
    "2 h 07 min",
  ]);
});

test("without a terminal the start is logged every 5 s and the status once a minute", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { watch, meter } = source();
  const { lines, log } = logged();
  const stop = logProgressRegularly({ watch, meter }, log);
  t.mock.timers.tick(5_000);
  assert.deepEqual(lines, [], "nothing is known yet");
  watch.plan({ ids: [0], maxConcurrency: 1 });
  t.mock.timers.tick(10_000);
  const starting = "0/1 shards up, 1 window left";
  assert.deepEqual(lines, [starting, starting]);
  watch.shard({ id: 0, state: "ready" });
  t.mock.timers.tick(60_000);
  assert.equal(lines.length, 3);
  assert.match(lines[2] ?? "", /^1\/1 shards ready, 0 events\/s, main thread \d+ %$/);
  stop();
  t.mock.timers.tick(120_000);
  assert.equal(lines.length, 3);
});

test("shards that wait for the identifies of another day say until when, once a minute", (t) => {
  t.mock.timers.enable({ apis: ["setInterval", "Date"], now: Date.UTC(2026, 10, 29, 20) });
  const { watch, meter } = source();
  const { lines, log } = logged();
  const identify = { maxConcurrency: 1, waiting: 2, remaining: 3, reserve: 3, limit: 1_000 };
  let resetsAt = Date.UTC(2026, 10, 29, 21, 30);
  watch.budget(() => ({ ...identify, resetsAt }));
  watch.plan({ ids: [0, 1], maxConcurrency: 1 });
  const stop = logProgressRegularly({ watch, meter }, log);
  t.mock.timers.tick(119_000);
  assert.deepEqual(lines, ["0/2 shards up, 2 shards wait for identifies until 21:30 UTC"]);
  resetsAt = Date.UTC(2026, 10, 30, 1, 5);
  t.mock.timers.tick(1_000);
  assert.match(lines[1] ?? "", /wait for identifies until 2026-11-30 01:05 UTC$/);
  identify.remaining = 1_000;
  t.mock.timers.tick(5_000);
  assert.match(lines[2] ?? "", /2 windows left, about 6 s$/);
  stop();
});

test("a log line stands above the live line, whole, and the live line is drawn again", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const live = new LiveLine(stream, () => "5/16 shards up");
  live.write("first\n");
  live.write("second\n");
  live.stop();
  live.write("third\n");
  // eslint-disable-next-line no-control-regex
  const text = String(stream.read()).replaceAll(/\u001B\[[0-9?]*[a-zA-Z]/g, "|");
  assert.match(text, /\|first\n\|*5\/16 shards up\|/);
  assert.match(text, /\|second\n\|*5\/16 shards up\|/);
  assert.ok(text.endsWith("third\n"));
});

test("a log line may be longer than the terminal is wide", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const live = new LiveLine(stream, () => "");
  const line = `${"x".repeat(100)}\n`;
  live.write(line);
  live.stop();
  assert.ok(String(stream.read()).includes(`\u001B[?7h${line}\u001B[?7l`));
});

test("the terminal gets its line wrapping back", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  new LiveLine(stream, () => "").stop();
  const text = String(stream.read());
  assert.ok(text.lastIndexOf("\u001B[?7h") > text.lastIndexOf("\u001B[?7l"));
});
