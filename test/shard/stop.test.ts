// A shard that is stopped, wherever it is.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { fakeTime, type FakeTime } from "../support/fake-time.js";
import { LoneShard } from "../support/lone-shard.js";
import { ScriptedGateway, type Visit } from "../support/scripted-gateway.js";

/** A shard on its way, and how to lead it. */
interface Way {
  readonly gateway: ScriptedGateway;
  readonly bot: LoneShard;
  readonly time: FakeTime;
}

async function greeted({ gateway }: Way): Promise<Visit> {
  const visit = await gateway.visit(0);
  visit.hello(10_000);
  return visit;
}

async function ready(way: Way): Promise<Visit> {
  const visit = await greeted(way);
  await visit.op(2);
  visit.ready("one");
  await way.bot.reach("ready");
  return visit;
}

/** Leads a shard that was started to a phase; the connection that it then has, if any. */
const PHASES: Readonly<Record<string, (way: Way) => Promise<Visit | null>>> = {
  "before Hello": async ({ gateway }) => {
    const visit = await gateway.visit(0);
    await visit.settled();
    return visit;
  },
  "while it waits for a permit": async (way) => {
    way.bot.permits = false;
    const visit = await greeted(way);
    await way.bot.reach("waiting");
    return visit;
  },
  "while it identifies": async (way) => {
    const visit = await greeted(way);
    await visit.op(2);
    return visit;
  },
  "when it is ready": ready,
  "while it resumes": async (way) => {
    const visit = await ready(way);
    visit.tcp.resetAndDestroy();
    await way.bot.reach("backoff");
    while (way.bot.state === "backoff") await way.time.pass(100);
    const second = await way.gateway.visit(1);
    second.hello();
    await second.op(6);
    return second;
  },
  "in a backoff": async (way) => {
    const visit = await ready(way);
    visit.tcp.resetAndDestroy();
    await way.bot.reach("backoff");
    return null;
  },
};

for (const [phase, lead] of Object.entries(PHASES)) {
  test(`twilight 19: a stop ${phase} is done as soon as the gateway answers it`, async (t) => {
    const time = fakeTime(t);
    await using gateway = await ScriptedGateway.start();
    await using bot = new LoneShard(gateway.url, { now: time.now });
    bot.shard.start();
    const visit = await lead({ gateway, bot, time });
    const { length } = gateway.visits;
    const before = time.now();
    bot.shard.stop(4900);
    await bot.reach("stopped");
    assert.equal(time.now(), before);
    if (visit !== null) assert.equal(await visit.end(), 4900);
    await time.pass(120_000);
    assert.equal(gateway.visits.length, length, "and it comes no more");
  });

  if (phase === "in a backoff") continue;
  test(`twilight 19: a stop ${phase} that the gateway does not answer is done within its time`, async (t) => {
    const time = fakeTime(t);
    await using gateway = await ScriptedGateway.start();
    await using bot = new LoneShard(gateway.url, { now: time.now });
    bot.shard.start();
    const visit = await lead({ gateway, bot, time });
    visit?.tcp.pause();
    bot.shard.stop(4900, 800);
    await time.pass(790);
    assert.equal(bot.state, "closing");
    await time.pass(10);
    await bot.reach("stopped");
    visit?.tcp.resume();
    assert.equal(await visit?.end(), 4900);
  });
}

test("twilight 19: a stop while an upgrade is not answered waits for nothing", async (t) => {
  const time = fakeTime(t);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  await using bot = new LoneShard(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    now: time.now,
  });
  bot.shard.start();
  const [socket] = await once(server, "connection");
  bot.shard.stop(4900);
  await bot.reach("stopped");
  socket.resume();
  await once(socket, "close");
  server.close();
  assert.equal(time.now(), 0);
});

test("twilight 19: a stop while another close is not answered shortens it", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  bot.shard.start();
  const visit = await ready({ gateway, bot, time });
  visit.tcp.pause();
  visit.send(7, null);
  await bot.reach("closing");
  bot.shard.stop(4900, 800);
  await time.pass(800);
  await bot.reach("stopped");
  visit.tcp.resume();
  assert.equal(await visit.end(), 4900);
  assert.equal(gateway.visits.length, 1);
});

test("twilight 16: shards that are made and not started connect to nothing", async () => {
  await using gateway = await ScriptedGateway.start();
  const bots = Array.from({ length: 50 }, () => new LoneShard(gateway.url));
  await using witness = new LoneShard(gateway.url);
  witness.shard.start();
  const visit = await gateway.visit(0);
  visit.hello();
  await visit.op(2);
  await turn();
  assert.equal(gateway.visits.length, 1);
  assert.ok(bots.every(({ state, changes }) => state === "idle" && changes.length === 0));
});
