// Op 2: its checks and READY.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { at, type IdentifyOptions } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

const PRESENCES = 256;

test("READY holds what Discord sends, documented or not", async () => {
  await using simulated = await Simulated.start({ shards: 2, guilds: 3 });
  const { ready } = await simulated.identified({ shard: [1, 2] });
  const { d, s } = ready.message;
  assert.equal(s, 1);
  assert.match(ready.id, /^[0-9a-f]{32}$/);
  assert.match(ready.url, /^ws:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(at(d, "shard"), [1, 2]);
  const guilds = simulated.simulator.guildIds(1).map((id) => ({ unavailable: true, id }));
  assert.deepEqual(at(d, "guilds"), guilds);
  assert.equal(guilds.length, 3);
  assert.equal(at(d, "v"), 10);
  assert.equal(at(d, "user", "bot"), true);
  assert.equal(at(d, "application", "flags_new"), "565248");
  for (const key of ["user_settings", "private_channels", "session_type", "auth", "_trace"]) {
    assert.notEqual(at(d, key), undefined, key);
  }
});

test("READY repeats the shard only where the identify named it", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await simulated.identified();
  assert.equal(at(ready.message.d, "shard"), undefined);
});

test("a token may begin with `Bot `", async () => {
  await using simulated = await Simulated.start();
  const token = `Bot ${simulated.address.token}`;
  await simulated.identified({ more: { token } });
  assert.deepEqual(simulated.rules, []);
});

const REFUSED: readonly (readonly [
  name: string,
  code: number,
  rule: string,
  identify: IdentifyOptions,
  options?: SimulatorOptions,
])[] = [
  ["a wrong token", 4004, "token", { more: { token: "wrong" } }],
  ["a shard past the total", 4010, "shard", { shard: [2, 2] }],
  ["a negative shard", 4010, "shard", { shard: [-1, 2] }],
  ["no shards at all", 4010, "shard", { shard: [0, 0] }],
  ["a total off the base", 4010, "shard", { shard: [0, 6] }, { assignedShardBase: 4 }],
  ["too many guilds", 4011, "sharding-required", { shard: [0, 1] }, { guilds: 2501 }],
  ["an unknown intent", 4013, "invalid-intents", { intents: 1 << 17 }],
  ["a huge intent", 4013, "invalid-intents", { intents: 2 ** 33 }],
  ["a negative intent", 4013, "invalid-intents", { intents: -1 }],
  ["a privileged intent", 4014, "disallowed-intents", { intents: 257 }, { allowedPrivileged: 0 }],
  ["a shard that is no pair", 4001, "shape", { more: { shard: [0] } }],
  ["intents that are no number", 4001, "shape", { more: { intents: "1" } }],
  ["missing properties", 4001, "shape", { more: { properties: null } }],
];

for (const [name, code, rule, identify, options] of REFUSED) {
  test(`an identify with ${name} is closed with ${code}`, async () => {
    await using simulated = await Simulated.start(options);
    const client = await simulated.connect();
    await client.op(10);
    client.identify(identify);
    assert.equal((await client.end()).code, code);
    assert.deepEqual(simulated.rules, [rule]);
  });
}

test("a total that is a multiple of the base is accepted", async () => {
  await using simulated = await Simulated.start({ assignedShardBase: 4 });
  await simulated.identified({ shard: [7, 8] });
});

test("only the privileged intents that are allowed pass", async () => {
  await using simulated = await Simulated.start({ allowedPrivileged: PRESENCES });
  await simulated.identified({ intents: PRESENCES });
});

test("the token is checked before the shard, the shard before the intents", async () => {
  await using simulated = await Simulated.start();
  for (const [more, code] of [
    [{ token: "wrong", shard: [3, 2], intents: 1 << 17 }, 4004],
    [{ shard: [3, 2], intents: 1 << 17 }, 4010],
  ] as const) {
    const client = await simulated.connect();
    client.identify({ more });
    assert.equal((await client.end()).code, code);
  }
});

test("a second identify on a connection is closed with 4005 and ends the session", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified();
  client.identify();
  assert.equal((await client.end()).code, 4005);
  assert.deepEqual(simulated.rules, ["identified-twice"]);
  assert.equal(simulated.simulator.sessions.length, 0);
});

test("an identify need not wait for Hello", async () => {
  await using simulated = await Simulated.start();
  simulated.simulator.inject({ kind: "helloDelay", delay: 1000 });
  const client = await simulated.connect();
  client.identify();
  await client.event("READY");
  assert.deepEqual(simulated.rules, []);
});

test("a large_threshold out of range goes on record and hurts nobody", async () => {
  await using simulated = await Simulated.start();
  await simulated.identified({ more: { large_threshold: 500 } });
  await simulated.identified({ more: { large_threshold: 250 } });
  assert.deepEqual(simulated.rules, ["large-threshold"]);
});

test("identifies are on record with their shard and time", async () => {
  await using simulated = await Simulated.start({ shards: 3, now: () => 77 });
  for (const shard of [2, 0]) await simulated.identified({ shard: [shard, 3] });
  assert.deepEqual(simulated.simulator.identifyLog, [
    { at: 77, shard: 2, total: 3, presence: null },
    { at: 77, shard: 0, total: 3, presence: null },
  ]);
  assert.equal(simulated.simulator.counters.identifies, 2);
});
