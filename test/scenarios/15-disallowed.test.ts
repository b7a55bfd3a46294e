import assert from "node:assert/strict";
import { it } from "node:test";
import { rig } from "../support/rig.js";

it("scenario 15: one shard with an intent that is not allowed stops all, with one error", async () => {
  await using r = await rig(
    { shards: 4, allowedPrivileged: 0 },
    { shardOptions: (shard) => (shard === 2 ? { intents: ["GuildPresences"] } : {}) },
  );
  await assert.rejects(r.gateway.start(), {
    code: "SETTINGS_REFUSED",
    shard: 2,
    closeCode: 4014,
    message: /4014.*privileged intents.*https:\/\/discord\.com\/developers/,
  });
  assert.deepEqual(r.errors, [], "it is not emitted as well");
  for (let shard = 0; shard < 4; shard++) assert.equal(r.states(shard).at(-1), "stopped");
  assert.equal(r.simulator.counters.open, 0);
  const others = r.simulator.closes.filter(({ shard }) => shard !== 2);
  assert.ok(others.every(({ code }) => code !== 1000 && code !== 1001));
  assert.deepEqual(
    r.simulator.violations.map(({ rule }) => rule),
    ["disallowed-intents"],
  );
  await assert.rejects(r.gateway.start(), TypeError);
});
