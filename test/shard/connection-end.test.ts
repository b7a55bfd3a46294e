// How connections end, on real sockets: told once, and followed by the next one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { certificate } from "../support/certificate.js";
import { fakeTime, passSettled, type FakeTime } from "../support/fake-time.js";
import { LoneShard } from "../support/lone-shard.js";
import { ScriptedGateway, type Visit } from "../support/scripted-gateway.js";

/** A shard that is ready, with its connection. */
async function ready(gateway: ScriptedGateway, bot: LoneShard): Promise<Visit> {
  bot.shard.start();
  const visit = await gateway.visit(0);
  visit.hello();
  await visit.op(2);
  visit.ready("one");
  await bot.reach("ready");
  return visit;
}

/** Waits out the backoff; gives the next connection. */
async function again(gateway: ScriptedGateway, bot: LoneShard, time: FakeTime): Promise<Visit> {
  const { length } = gateway.visits;
  await bot.reach("backoff");
  while (bot.state === "backoff") await time.pass(1_000);
  return await gateway.visit(length);
}

/** Answers the Hello of a resume as Discord does. */
async function resumed(visit: Visit, bot: LoneShard): Promise<unknown> {
  visit.hello();
  const d = await visit.op(6);
  visit.dispatch(Math.max(...bot.got.map(({ s }) => s)) + 1, "RESUMED");
  await bot.reach("ready");
  return d;
}

interface Ending {
  readonly name: string;
  readonly act: (visit: Visit) => void;
  readonly code: number;
  readonly by: "discord" | "us" | "network";
  /** Whether the session ends as well. */
  readonly lost?: true;
}

function bytes(...all: readonly number[]): (visit: Visit) => void {
  return ({ tcp }) => void tcp.write(Buffer.from(all));
}

const ENDINGS: readonly Ending[] = [
  { name: "a code", act: ({ socket }) => socket.close(4000), code: 4000, by: "discord" },
  {
    name: "a close frame without a code",
    act: ({ socket }) => socket.close(),
    code: 1005,
    by: "discord",
  },
  {
    name: "a code of no session",
    act: ({ socket }) => socket.close(4009),
    code: 4009,
    by: "discord",
    lost: true,
  },
  { name: "FIN", act: ({ tcp }) => void tcp.end(), code: 1006, by: "network" },
  { name: "RST", act: ({ tcp }) => void tcp.resetAndDestroy(), code: 1006, by: "network" },
  {
    name: "broken frames, and more of them",
    act: (visit) => {
      for (let i = 0; i < 20; i++) bytes(0xc1, 1, 0x78, 0x83, 1, 0x78)(visit);
    },
    code: 4900,
    by: "us",
  },
  {
    name: "a broken frame and RST",
    act: (visit) => {
      bytes(0x81, 2, 0xff, 0xfe)(visit);
      visit.tcp.resetAndDestroy();
    },
    code: 4900,
    by: "us",
  },
  {
    name: "half a frame and FIN",
    act: ({ tcp }) => void tcp.end(Buffer.from([0x81, 126, 1])),
    code: 1006,
    by: "network",
  },
  { name: "op 7", act: (visit) => visit.send(7, null), code: 4900, by: "us" },
  { name: "op 9, true", act: (visit) => visit.send(9, true), code: 4900, by: "us" },
  {
    name: "op 7, op 9, a broken frame and a code",
    act: (visit) => {
      visit.send(7, null);
      visit.send(9, true);
      bytes(0xc1, 1, 0x78)(visit);
      visit.socket.close(4000);
    },
    code: 4900,
    by: "us",
  },
  { name: "op 9, false", act: (visit) => visit.send(9, false), code: 4900, by: "us", lost: true },
];

for (const { name, act, code, by, lost = false } of ENDINGS) {
  test(`twilight 3, 25: an end by ${name} is told once, then ${lost ? "identified" : "resumed"}`, async (t) => {
    const time = fakeTime(t);
    await using gateway = await ScriptedGateway.start();
    await using bot = new LoneShard(gateway.url, { now: time.now });
    const first = await ready(gateway, bot);
    act(first);
    const second = await again(gateway, bot, time);
    second.hello();
    await second.op(lost ? 2 : 6);
    await second.settled();
    assert.deepEqual(second.all(lost ? 6 : 2), []);
    assert.deepEqual(
      bot.ends.map((end) => [end.code, end.by]),
      [[code, by]],
    );
    assert.equal(bot.lost.length, lost ? 1 : 0);
    assert.deepEqual([...bot.warnings, ...bot.errors], []);
    assert.equal(gateway.visits.length, 2);
  });
}

/** Closes, and drops TCP without FIN, and without TLS's own close. */
const DROPS: Readonly<Record<string, (visit: Visit) => void>> = {
  "at once": ({ socket, tcp }) => {
    socket.close(4000, "restart");
    tcp.resetAndDestroy();
  },
  "when it is answered": ({ socket, stream, tcp }) => {
    stream.prependOnceListener("data", () => tcp.resetAndDestroy());
    socket.close(4000, "restart");
  },
};

for (const [when, drop] of Object.entries(DROPS)) {
  for (const scheme of ["ws", "wss"] as const) {
    test(`twilight 2: a close frame and RST ${when} are one end, and no error (${scheme})`, async (t) => {
      const tls = scheme === "wss" ? await certificate() : null;
      const time = fakeTime(t);
      await using gateway = await ScriptedGateway.start(tls);
      const ca = tls === null ? [] : [tls.cert];
      await using bot = new LoneShard(gateway.url, { now: time.now, ca });
      drop(await ready(gateway, bot));
      assert.deepEqual(await resumed(await again(gateway, bot, time), bot), {
        token: "a.token",
        session_id: "one",
        seq: 1,
      });
      const [end, ...more] = bot.ends;
      assert.deepEqual([end?.code, end?.reason, end?.by], [4000, "restart", "discord"]);
      assert.deepEqual([...more, ...bot.warnings, ...bot.errors], []);
    });
  }
}

test("twilight 13: a close after op 7 that nobody answers ends after 5 s, and the socket with it", async (t) => {
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  const first = await ready(gateway, bot);
  first.tcp.pause();
  first.send(7, null);
  await bot.reach("closing");
  await time.pass(4_900);
  assert.equal(bot.state, "closing");
  await time.pass(100);
  await resumed(await again(gateway, bot, time), bot);
  first.tcp.resume();
  assert.equal(await first.end(), 4900);
  assert.deepEqual(
    bot.ends.map(({ code, by }) => [code, by]),
    [[4900, "us"]],
  );
  assert.equal(gateway.visits.length, 2);
});

test("twilight 15: what a zombie still says does not touch the connection after it", async (t) => {
  t.mock.method(Math, "random", () => 0.5);
  const time = fakeTime(t);
  await using gateway = await ScriptedGateway.start();
  await using bot = new LoneShard(gateway.url, { now: time.now });
  bot.shard.start();
  const zombie = await gateway.visit(0);
  zombie.acks = false;
  zombie.hello(10_000);
  await zombie.op(2);
  zombie.ready("one");
  await bot.reach("ready");
  await time.pass(5_000);
  await zombie.op(1);
  zombie.tcp.pause(); // it never sees our close frame, and goes on talking
  const rave = (): void => {
    zombie.dispatch(50);
    zombie.ready("other");
    zombie.send(7, null);
    zombie.send(9, false);
    zombie.send(10, { heartbeat_interval: 1_000 });
  };
  await time.pass(10_000);
  await bot.reach("closing");
  rave();
  await time.pass(1_000);
  const second = await again(gateway, bot, time);
  rave();
  assert.deepEqual(await resumed(second, bot), { token: "a.token", session_id: "one", seq: 1 });
  rave();
  zombie.socket.close(4009);
  zombie.tcp.resume();
  await zombie.end();
  second.dispatch(3);
  await second.settled();
  assert.deepEqual(
    bot.got.map(({ s, t: name }) => [s, name]),
    [
      [1, "READY"],
      [2, "RESUMED"],
      [3, "GIVEN"],
    ],
  );
  await passSettled(time, 60_000, () => second.settled());
  assert.equal(bot.state, "ready");
  assert.deepEqual(bot.sessions, ["one"]);
  assert.equal(bot.ends.length, 1);
  assert.equal(gateway.visits.length, 2);
});
