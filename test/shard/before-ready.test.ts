// What a shard says, and does not say, between its connect and READY or RESUMED.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeTime, passSettled } from "../support/fake-time.js";
import { LoneShard } from "../support/lone-shard.js";
import { ScriptedGateway, type Visit } from "../support/scripted-gateway.js";

const PRESENCE = { id: 1, text: '{"op":3,"d":null}', timeout: null, priority: "normal" } as const;

/** A shard that is ready, with its connection. */
async function ready(gateway: ScriptedGateway, bot: LoneShard, interval: number): Promise<Visit> {
  bot.shard.start();
  const visit = await gateway.visit(0);
  visit.hello(interval);
  await visit.op(2);
  visit.ready("one");
  await bot.reach("ready");
  return visit;
}

test("twilight 24: nothing is said before Hello, and a close in its place costs no replay", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  const session = { id: "one", url: gateway.url, seq: 7 };
  await using bot = new LoneShard(gateway.url, { session, acknowledged: 7, now: time.now });
  bot.shard.send(PRESENCE);
  bot.shard.start();
  const first = await gateway.visit(0);
  first.send(1, null);
  first.send(11, null);
  await passSettled(time, 15_000, () => first.settled());
  assert.deepEqual(first.said, []);
  first.socket.close(4000);
  await bot.reach("backoff");
  await time.pass(1_000);
  const second = await gateway.visit(1);
  second.hello();
  await second.op(6);
  for (const seq of [8, 9]) second.dispatch(seq);
  second.dispatch(10, "RESUMED");
  await second.op(3);
  assert.deepEqual(second.said, [
    { op: 6, d: { token: "a.token", session_id: "one", seq: 7 } },
    { op: 3, d: null },
  ]);
  assert.deepEqual(
    bot.got.map(({ s }) => s),
    [8, 9, 10],
  );
  assert.deepEqual(bot.lost, []);
});

test("twilight 33: the heartbeat of a connection that is gone does not beat on the next", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  const first = await ready(gateway, bot, 2_000);
  await passSettled(time, 4_000, () => first.settled());
  assert.ok(first.all(1).length > 0);
  first.tcp.resetAndDestroy();
  await bot.reach("backoff");
  await time.pass(1_000);
  const second = await gateway.visit(1);
  await passSettled(time, 15_000, () => second.settled());
  assert.deepEqual(second.said, []);
  second.hello(2_000);
  await second.op(6);
  second.dispatch(2, "RESUMED");
  await passSettled(time, 20_000, () => second.settled());
  assert.equal(second.all(1).length, 10);
});

test("twilight 32: a heartbeat that had no ack when its connection broke condemns no other", async (t) => {
  t.mock.method(Math, "random", () => 0.5);
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  const first = await ready(gateway, bot, 10_000);
  first.acks = false;
  await passSettled(time, 14_000, () => first.settled());
  assert.equal(first.all(1).length, 1);
  first.tcp.resetAndDestroy();
  await bot.reach("backoff");
  await time.pass(1_000);
  const second = await gateway.visit(1);
  second.hello(10_000);
  await second.op(6);
  second.dispatch(2, "RESUMED");
  await bot.reach("ready");
  await passSettled(time, 5_000, () => second.settled());
  assert.equal(second.all(1).length, 1, "its first beat, and no verdict");
  await passSettled(time, 50_000, () => second.settled());
  assert.equal(second.all(1).length, 6);
  assert.equal(bot.state, "ready");
  assert.equal(gateway.visits.length, 2);
});

test("twilight 30: a shard that waits for its permit beats with null, and keeps its connection", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  bot.permits = false;
  bot.shard.start();
  const visit = await gateway.visit(0);
  visit.hello(10_000);
  await bot.reach("waiting");
  await passSettled(time, 30_000, () => visit.settled());
  assert.deepEqual(
    visit.said,
    [1, 1, 1].map((op) => ({ op, d: null })),
  );
  assert.equal(bot.shard.permit(bot.tickets[0] ?? NaN), true);
  await visit.op(2);
  visit.ready("one");
  await bot.reach("ready");
  assert.equal(gateway.visits.length, 1);
  assert.equal(bot.tickets.length, 1);
});

const REQUESTS: readonly string[] = [
  '{"op":1,"d":null}',
  '{"op":1,"d":"9999","s":77,"t":null}',
  '{"t":"GIVEN","s":99,"op":1,"d":{"seq":98,"s":[97]}}',
  '{"s":-1,"d":96,"op":1}',
  '{"op":1}',
];

test("twilight 31: a heartbeat that Discord asks for tells the stored seq, whatever it asks with", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  const first = await ready(gateway, bot, 41_250);
  for (const seq of [2, 3, 4, 5]) first.dispatch(seq);
  await first.settled();
  bot.shard.acknowledge(4);
  for (const request of REQUESTS) first.socket.send(request);
  await first.settled();
  assert.deepEqual(
    first.all(1),
    REQUESTS.map(() => 4),
  );
  assert.equal(bot.state, "ready");
  first.tcp.resetAndDestroy();
  await bot.reach("backoff");
  await time.pass(1_000);
  const second = await gateway.visit(1);
  second.hello();
  assert.deepEqual(await second.op(6), { token: "a.token", session_id: "one", seq: 5 });
});

test("twilight 14: op 7 before Hello leaves no timer behind", async (t) => {
  t.mock.method(Math, "random", () => 0.9);
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  bot.shard.start();
  const first = await gateway.visit(0);
  first.tcp.pause(); // its answer to our close is all that is missing
  first.send(7, null);
  first.hello(8_000); // its first beat would fall into the next connection
  await bot.reach("closing");
  await time.pass(5_000);
  await bot.reach("backoff");
  first.tcp.resume();
  assert.equal(await first.end(), 4900);
  assert.deepEqual(first.said, []);
  await time.pass(1_000);
  const second = await gateway.visit(1);
  second.hello(10_000);
  await second.op(2);
  second.ready("one");
  await bot.reach("ready");
  await passSettled(time, 120_000, () => second.settled());
  assert.equal(second.all(1).length, 12);
  assert.equal(bot.state, "ready");
  assert.equal(gateway.visits.length, 2);
  bot.shard.stop(4900);
  await bot.reach("stopped");
  const { length } = bot.changes;
  await time.pass(300_000);
  assert.equal(bot.changes.length, length);
  assert.equal(gateway.visits.length, 2);
});
