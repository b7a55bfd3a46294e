import assert from "node:assert/strict";
import { test } from "node:test";
import { Coordinator } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { Rig } from "../support/rig.js";

test("a thread's successor counts on, and the status says how its shards lost their connections", async () => {
  const simulator = new Simulator({ shards: 2, guilds: 3, identifyWindow: 0, maxConcurrency: 2 });
  const { apiUrl, token } = await simulator.start();
  const handlers = new URL("../support/handlers.js", import.meta.url);
  await using bot = new Rig(simulator, new Coordinator({ apiUrl, token, threads: 2, handlers }));
  const { gateway } = bot;
  await gateway.start();
  await simulator.waitFor(() => simulator.sessions.every(({ seq }) => seq >= 4), 10_000);
  await bot.statusUntil(({ shards }) => shards.every(({ events }) => events >= 4));
  const back = bot.shard(1, "ready");
  await gateway.ask({ shard: 1 }, "die", null);
  await back;
  const { threads, shards, totals } = gateway.status();
  const [survivor, successor] = threads;
  assert.deepEqual([survivor?.deaths, successor?.deaths, totals.threadDeaths], [0, 1, 1]);
  assert.equal(successor?.state, "up");
  const { events, guilds, lastClose } = shards[1] ?? assert.fail();
  assert.ok(events > 4, "RESUMED is one more");
  assert.equal(guilds, 3);
  assert.deepEqual([lastClose?.code, lastClose?.by], [null, "us"]);
  assert.match(lastClose?.reason ?? "", /^Thread 1 \(shards 1\) died: /);
  assert.equal(shards[0]?.lastClose, null);
});
