import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { GatewayError } from "../../src/discord/gateway-error.js";
import { QueuedShard } from "../support/queued-shard.js";

/** With a clock that stands still until it is moved. */
function fakeShard(t: TestContext): QueuedShard {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  return new QueuedShard(() => Date.now());
}

test("twilight 39: commands wait for the identify or resume, and leave in order after it", () => {
  const shard = new QueuedShard();
  shard.pushMany(10);
  shard.queue.connect(41_250);
  shard.push();
  shard.beat();
  assert.deepEqual(shard.texts, ["beat"]);
  shard.queue.first("resume", () => undefined);
  assert.deepEqual(shard.texts, ["beat", "resume"]);
  shard.queue.open();
  const commands = Array.from({ length: 11 }, (_, i) => `{"op":4,"d":${i}}`);
  assert.deepEqual(shard.texts, ["beat", "resume", ...commands]);
  assert.deepEqual([...new Set(shard.outcomes.values())], ["sent"]);
});

test("commands wait while there is no connection, over any number of them", () => {
  const shard = new QueuedShard();
  for (let i = 0; i < 3; i++) {
    shard.queue.connect(41_250);
    shard.push();
    shard.queue.first("identify", () => undefined);
    shard.queue.disconnect();
    shard.push();
  }
  assert.deepEqual(shard.texts, ["identify", "identify", "identify"]);
  shard.up();
  assert.equal(shard.written.length, 4 + 6);
});

test("10,000 commands and more wait, and those past the limit are refused", () => {
  const shard = new QueuedShard();
  shard.pushMany(20_000);
  assert.equal(shard.queue.size, 20_000);
  const id = shard.push();
  assert.equal(shard.outcomes.get(id), "COMMAND_QUEUE_FULL");
  assert.equal(shard.outcomes.size, 1);
});

test("commands of high priority go first, and equals in their order", () => {
  const shard = new QueuedShard();
  shard.push({ text: "a" });
  shard.push({ text: "b", priority: "high" });
  shard.push({ text: "c" });
  shard.push({ text: "d", priority: "high" });
  shard.up();
  assert.deepEqual(shard.texts, ["first", "b", "d", "a", "c"]);
});

test("a command that could not be sent until its deadline expires", (t) => {
  const shard = fakeShard(t);
  const [short, long] = [shard.push({ timeout: 5_000 }), shard.push({ timeout: 50_000 })];
  t.mock.timers.tick(4_999);
  assert.equal(shard.outcomes.size, 0);
  t.mock.timers.tick(1);
  assert.equal(shard.outcomes.get(short), "COMMAND_EXPIRED");
  shard.up();
  assert.equal(shard.outcomes.get(long), "sent");
  t.mock.timers.tick(100_000);
  assert.equal(shard.outcomes.size, 2);
});

test("a deadline beyond what a timer can hold does not pass at once", (t) => {
  const shard = fakeShard(t);
  const ids = [shard.push({ timeout: 2 ** 40 }), shard.push({ timeout: Infinity })];
  t.mock.timers.tick(10_000);
  assert.equal(shard.outcomes.size, 0);
  shard.up();
  assert.deepEqual(
    ids.map((id) => shard.outcomes.get(id)),
    ["sent", "sent"],
  );
});

test("twilight 47: a command of 4096 bytes is sent, and one byte more is refused", () => {
  const shard = new QueuedShard();
  shard.up();
  const fits = shard.push({ text: "é".repeat(2_048) });
  const large = shard.push({ text: `${"é".repeat(2_048)}.` });
  assert.equal(shard.outcomes.get(fits), "sent");
  assert.equal(shard.outcomes.get(large), "COMMAND_TOO_LARGE");
  assert.deepEqual(shard.texts, ["first", "é".repeat(2_048)]);
});

test("a command taken back is not sent and has no outcome", () => {
  const shard = new QueuedShard();
  const [id, other] = [shard.push(), shard.push()];
  assert.equal(shard.queue.cancel(id), true);
  shard.up();
  assert.deepEqual(shard.texts, ["first", `{"op":4,"d":${other}}`]);
  assert.equal(shard.queue.cancel(other), false);
  assert.deepEqual([...shard.outcomes.keys()], [other]);
});

test("a command whose write fails is lost", () => {
  const shard = new QueuedShard();
  shard.up();
  shard.flows = false;
  const id = shard.push();
  const cause = new Error("EPIPE");
  shard.written.at(-1)?.done(cause);
  assert.equal(shard.outcomes.get(id), "COMMAND_LOST");
  assert.equal(shard.errors[0]?.cause, cause);
  assert.equal(shard.errors[0]?.shard, 7);
});

test("a command is lost when its connection ends before it is written, others wait on", () => {
  const shard = new QueuedShard();
  shard.up();
  shard.flows = false;
  const lost = shard.push();
  shard.queue.disconnect();
  const waits = shard.push();
  assert.deepEqual([...shard.outcomes], [[lost, "COMMAND_LOST"]]);
  shard.flows = true;
  shard.up();
  shard.written[1]?.done();
  shard.written[1]?.done(new Error("late"));
  assert.deepEqual(
    [...shard.outcomes],
    [
      [lost, "COMMAND_LOST"],
      [waits, "sent"],
    ],
  );
});

test("the end settles everything with its error, also what comes later", () => {
  const shard = new QueuedShard();
  shard.pushMany(3);
  shard.queue.end(new GatewayError("CLOSED", "Closed"));
  shard.push();
  assert.deepEqual([...shard.outcomes.values()], ["CLOSED", "CLOSED", "CLOSED", "CLOSED"]);
  assert.equal(shard.queue.size, 0);
});

test("no timer runs when nothing waits, and none keeps the process alive", (t) => {
  const shard = new QueuedShard();
  const armed = t.mock.method(globalThis, "setTimeout");
  shard.up();
  shard.pushMany(100);
  shard.beat();
  assert.equal(armed.mock.callCount(), 0);
  shard.pushMany(100);
  shard.push({ timeout: 60_000 });
  const timers = armed.mock.calls.map(({ result }) => result);
  assert.ok(timers.length > 0);
  assert.ok(timers.every((timer) => timer?.hasRef() === false));
  shard.queue.end(new GatewayError("CLOSED", "Closed"));
});
