import assert from "node:assert/strict";
import { it } from "node:test";
import type { Presence } from "../../src/coordinator/options.js";
import { rig } from "../support/rig.js";
import { sabotage } from "../support/sabotage.js";

const IDLE: Presence = { since: null, afk: false, status: "idle", activities: [] };
const BUSY: Presence = { ...IDLE, status: "dnd" };

it("the last presence sent is what the next identify says", async () => {
  await using bot = await rig({ shards: 1 }, { presence: BUSY });
  await bot.gateway.start();
  assert.deepEqual(bot.simulator.identifyLog.at(-1)?.presence, BUSY);
  await bot.gateway.send(0, { op: 3, d: IDLE });
  bot.simulator.inject({ kind: "close", shard: 0, code: 4009 });
  await bot.shard(0, "ready");
  assert.equal(bot.simulator.identifyLog.length, 2);
  assert.deepEqual(bot.simulator.identifyLog.at(-1)?.presence, IDLE);
});

it("a presence that holds more than JSON does not keep a thread from starting again", async () => {
  await using bot = await rig({ shards: 1 });
  await bot.gateway.start();
  await bot.gateway.send(0, { op: 3, d: { ...IDLE, toString: () => "idle" } });
  const back = bot.shard(0, "ready");
  bot.simulator.inject({ kind: "expire" });
  sabotage({ how: "exit", whom: "all" });
  await back;
  assert.deepEqual(bot.simulator.identifyLog.at(-1)?.presence, IDLE);
});
