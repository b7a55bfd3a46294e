import assert from "node:assert/strict";
import { it } from "node:test";
import type { Presence } from "../../src/coordinator/options.js";
import { rig } from "../support/rig.js";

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
