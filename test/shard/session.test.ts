// What a shard keeps of a session, by what it asks of the next connection.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeTime } from "../support/fake-time.js";
import { LoneShard } from "../support/lone-shard.js";
import { ScriptedGateway, type ReadyFields, type Visit } from "../support/scripted-gateway.js";

/** Gives the shard a session over this connection. */
async function identified(visit: Visit, bot: LoneShard, fields: ReadyFields = {}): Promise<void> {
  visit.hello();
  await visit.op(2);
  visit.ready("one", fields);
  await bot.reach("ready");
}

const ZLIB = "&compress=zlib-stream";

for (const compress of ["none", "zlib"] as const) {
  for (const form of ["", "/", "?v=9&encoding=etf", "/?v=10&encoding=json", "/sub/?compress=x"]) {
    test(`twilight 9: a resume URL that ends in "${form}" gets the first query (compress ${compress})`, async (t) => {
      const time = fakeTime(t);
      await using gateway = await ScriptedGateway.start();
      await using elsewhere = await ScriptedGateway.start();
      const session = { id: "one", url: elsewhere.url + form, seq: 5 };
      // A shard with a session goes over its URL, one without over the gateway's: both queries.
      await using resuming = new LoneShard(gateway.url, { session, compress, now: time.now });
      await using anew = new LoneShard(gateway.url, { compress, now: time.now });
      resuming.shard.start();
      anew.shard.start();
      const [first, resume] = await Promise.all([gateway.visit(0), elsewhere.visit(0)]);
      assert.equal(first.path, `/?v=10&encoding=json${compress === "zlib" ? ZLIB : ""}`);
      const want = new URL(first.path, gateway.url).searchParams;
      const { pathname, searchParams } = new URL(resume.path, elsewhere.url);
      assert.equal(pathname, form.startsWith("/sub") ? "/sub/" : "/");
      for (const params of [want, searchParams]) params.sort();
      assert.equal(String(searchParams), String(want));
    });
  }
}

test("twilight 22: a connection that ends right behind READY is resumed from READY's own seq", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  bot.shard.start();
  const first = await gateway.visit(0);
  first.hello();
  await first.op(2);
  first.ready("one");
  first.tcp.resetAndDestroy();
  await bot.reach("backoff");
  await time.pass(1_000);
  const second = await gateway.visit(1);
  second.hello();
  assert.deepEqual(await second.op(6), { token: "a.token", session_id: "one", seq: 1 });
});

test("twilight 28: a READY without resume_gateway_url is a session, resumed over the main URL", async (t) => {
  for (const resume_gateway_url of [undefined, null, 7, "", "https://discord.com", "gateway"]) {
    const time = fakeTime(t);
    await using gateway = await ScriptedGateway.start();
    await using bot = new LoneShard(gateway.url, { now: time.now });
    bot.shard.start();
    const first = await gateway.visit(0);
    await identified(first, bot, { resume_gateway_url });
    first.tcp.resetAndDestroy();
    await bot.reach("backoff");
    await time.pass(1_000);
    const second = await gateway.visit(1);
    second.hello();
    assert.deepEqual(await second.op(6), { token: "a.token", session_id: "one", seq: 1 });
    t.mock.reset();
  }
});

test("twilight 28: a READY without a usable session_id is told of, and the shard identifies again", async (t) => {
  for (const session_id of [undefined, null, 7, ""]) {
    const time = fakeTime(t);
    await using gateway = await ScriptedGateway.start();
    await using bot = new LoneShard(gateway.url, { now: time.now });
    bot.shard.start();
    const first = await gateway.visit(0);
    first.hello();
    await first.op(2);
    first.ready("none", { session_id });
    assert.equal(await first.end(), 4900);
    await bot.reach("backoff");
    assert.deepEqual(
      bot.warnings.map(({ code }) => code),
      ["READY_INCOMPLETE"],
    );
    await time.pass(1_000);
    await identified(await gateway.visit(1), bot);
    assert.deepEqual(bot.sessions, ["one"]);
    t.mock.reset();
  }
});

/** A shard on its way to a session whose server has not read what it says any more. */
async function deaf(
  gateway: ScriptedGateway,
  bot: LoneShard,
  state: "identifying" | "resuming",
): Promise<Visit> {
  bot.shard.start();
  const visit = await gateway.visit(0);
  visit.hello();
  await visit.op(state === "identifying" ? 2 : 6);
  visit.tcp.pause();
  return visit;
}

test("twilight 26: a READY that comes behind our close begins no session", async () => {
  for (const code of [1000, 4900]) {
    await using gateway = await ScriptedGateway.start();
    await using bot = new LoneShard(gateway.url);
    const visit = await deaf(gateway, bot, "identifying");
    bot.shard.stop(code);
    visit.ready("one");
    visit.dispatch(2);
    visit.tcp.resume();
    await bot.reach("stopped");
    assert.equal(await visit.end(), code);
    assert.deepEqual([bot.sessions, bot.got], [[], []]);
    assert.equal(bot.shard.state.memory.session, null);
    assert.equal(gateway.visits.length, 1);
  }
});

test("twilight 26: a RESUMED that comes behind our close makes no shard ready", async () => {
  for (const code of [1000, 4900]) {
    await using gateway = await ScriptedGateway.start();
    const session = { id: "one", url: gateway.url, seq: 5 };
    await using bot = new LoneShard(gateway.url, { session });
    const visit = await deaf(gateway, bot, "resuming");
    bot.shard.stop(code);
    visit.dispatch(6);
    visit.dispatch(7, "RESUMED");
    visit.tcp.resume();
    await bot.reach("stopped");
    assert.equal(await visit.end(), code);
    assert.ok(!bot.changes.some(({ state }) => state === "ready"));
    assert.deepEqual(bot.got, []);
    const ended = code === 1000;
    assert.deepEqual(bot.sessions, ended ? [null] : []);
    assert.equal(bot.shard.state.memory.session?.id, ended ? undefined : "one");
  }
});
