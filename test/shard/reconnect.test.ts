// How often a shard tries, and how long it waits for what does not come.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { fakeTime, passSettled } from "../support/fake-time.js";
import { LoneShard } from "../support/lone-shard.js";
import { ScriptedGateway, type Visit } from "../support/scripted-gateway.js";

/** An address where nobody listens. */
async function nowhere(): Promise<string> {
  await using gateway = await ScriptedGateway.start();
  return gateway.url;
}

const CEILINGS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
const CAP_MS = 60_000;

test("twilight 6: the first connect waits for nothing, and 300 that fail each for a share of 1, 2, 4 … 60 s", async (t) => {
  const time = fakeTime(t, CAP_MS);
  const shares = [0.999_9, 0.5, 0.1];
  let draws = 0;
  t.mock.method(Math, "random", () => shares[draws++ % shares.length]);
  const url = await nowhere();
  await using bot = new LoneShard(url, { now: time.now });
  const connects = (): number => bot.changes.filter(({ state }) => state === "connecting").length;
  bot.shard.start();
  assert.equal(connects(), 1);
  for (let failures = 0; failures < 300; failures++) {
    const before = time.now();
    await bot.reach("backoff");
    assert.equal(draws, failures + 1);
    assert.match(bot.changes.at(-1)?.reason ?? "", /ECONNREFUSED/);
    const wait = (CEILINGS[failures] ?? CAP_MS) * (shares[failures % shares.length] ?? NaN);
    await time.pass(Math.floor(wait) - 1);
    for (let turns = 0; turns < 4; turns++) await turn();
    assert.equal(connects(), failures + 1, "not before its time");
    await time.pass(2);
    for (let turns = 0; turns < 4; turns++) await turn();
    assert.equal(connects(), failures + 2, "but then");
    assert.equal(time.now(), before + Math.floor(wait) + 1);
  }
});

const HOUR_MS = 3_600_000;

/** What a gateway does to all who come. */
const DOORS: Readonly<Record<string, (visit: Visit) => void>> = {
  "closes at once": ({ socket }) => socket.close(1000),
  "resets at once": ({ tcp }) => void tcp.resetAndDestroy(),
  "closes after Hello": (visit) => {
    visit.hello();
    visit.socket.close(4000);
  },
  "closes after READY, with the session": (visit) => {
    visit.hello();
    void visit.op(2).then(() => {
      visit.ready("one");
      visit.socket.close(4009);
    });
  },
  "resets after READY and each RESUME": (visit) => {
    visit.hello();
    void visit
      .until(() => visit.said.length > 0)
      .then(() => {
        if (visit.all(2).length > 0) visit.ready("one");
        visit.tcp.resetAndDestroy();
      });
  },
};

for (const [how, serve] of Object.entries(DOORS)) {
  test(`twilight 10: a gateway that ${how} is come to less than 200 times an hour`, async (t) => {
    const time = fakeTime(t, 1_000);
    await using gateway = await ScriptedGateway.start();
    let identifies = 0;
    gateway.serve = (visit) => {
      serve(visit);
      visit.socket.once("close", () => (identifies += visit.all(2).length));
    };
    await using bot = new LoneShard(gateway.url, { now: time.now });
    bot.shard.start();
    while (time.now() < HOUR_MS) {
      await bot.reach("backoff");
      while (bot.state === "backoff") await time.pass(1_000);
    }
    await bot.reach("backoff");
    assert.ok(
      gateway.visits.length >= 10 && gateway.visits.length < 200,
      `${gateway.visits.length}`,
    );
    assert.ok(identifies <= 1_000 / 24, `${identifies} identifies`);
  });
}

test("twilight 12: a READY that does not come is waited for 5 min where acks come, then connected anew", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  bot.shard.start();
  const first = await gateway.visit(0);
  first.hello();
  await first.op(2);
  await passSettled(time, 299_000, () => first.settled());
  assert.equal(bot.state, "identifying");
  assert.ok(first.all(1).length >= 7);
  while (gateway.visits.length < 2) await time.pass(1_000);
  assert.equal(await first.end(), 4900);
  assert.ok(time.now() < 310_000);
  const second = await gateway.visit(1);
  second.hello();
  await second.op(2);
  second.ready("one");
  await bot.reach("ready");
  const reasons = bot.changes.filter(({ state }) => state === "closing");
  assert.deepEqual(
    reasons.map(({ reason }) => reason),
    ["no READY in time"],
  );
});

test("twilight 12: a RESUMED that does not come is waited for 60 s, whatever is acked, then resumed anew", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  const session = { id: "one", url: gateway.url, seq: 5 };
  await using bot = new LoneShard(gateway.url, { session, now: time.now });
  bot.shard.start();
  const first = await gateway.visit(0);
  first.hello(5_000);
  await first.op(6);
  await passSettled(time, 59_000, () => first.settled());
  assert.equal(bot.state, "resuming");
  assert.ok(first.all(1).length >= 11);
  while (gateway.visits.length < 2) await time.pass(1_000);
  assert.equal(await first.end(), 4900);
  assert.ok(time.now() < 70_000);
  const second = await gateway.visit(1);
  second.hello();
  assert.deepEqual(await second.op(6), { token: "a.token", session_id: "one", seq: 5 });
  second.dispatch(6, "RESUMED");
  await bot.reach("ready");
  assert.deepEqual(bot.lost, []);
});
