import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { fakeTime, passSettled } from "../support/fake-time.js";
import { LoneShard } from "../support/lone-shard.js";
import { ScriptedGateway, type Visit } from "../support/scripted-gateway.js";

const MINUTE_MS = 60_000;

/** Long enough for a heartbeat, its ack and what else is on its way over loopback. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 6; turns++) await turn();
}

test("a shard whose heartbeats are answered and that hears nothing is told of and resumes, once an hour", async (t) => {
  const time = fakeTime(t, 1_000);
  await using gateway = await ScriptedGateway.start();
  const visits: Visit[] = [];
  gateway.serve = (visit) => {
    visits.push(visit);
    visit.hello();
    void visit.op(2).then(() => visit.ready("one"));
    void visit.op(6).then(() => visit.dispatch(802, "RESUMED"));
  };
  await using bot = new LoneShard(gateway.url, { now: time.now });
  bot.shard.start();
  await bot.reach("ready");
  const [first] = visits;
  assert.ok(first !== undefined);
  for (let s = 2; s <= 801; s++) {
    first.dispatch(s);
    await bot.until(() => bot.got.at(-1)?.s === s);
    await passSettled(time, 4_000, settled);
  }
  await passSettled(time, 9 * MINUTE_MS, settled);
  assert.deepEqual(bot.warnings, [], "nine minutes are no sign");
  assert.equal(visits.length, 1);

  for (let minute = 0; minute < 3 && bot.warnings.length === 0; minute++) {
    await passSettled(time, MINUTE_MS, settled);
  }
  assert.deepEqual(
    bot.warnings.map(({ code, shard }) => [code, shard]),
    [["SHARD_DEAF", 3]],
  );
  assert.equal(await first.end(), 4900);
  while (bot.state !== "ready") await passSettled(time, 1_000, settled);
  const [, second] = visits;
  assert.deepEqual(second?.all(6), [{ token: "a.token", session_id: "one", seq: 801 }]);
  assert.deepEqual(second.all(2), []);

  await passSettled(time, 55 * MINUTE_MS, settled);
  assert.equal(bot.warnings.length, 1);
  assert.equal(visits.length, 2, "not again within the hour");
  assert.deepEqual(bot.lost, []);
  const closed = once(second.socket, "close");
  bot.shard.stop(4900);
  await closed;
});
