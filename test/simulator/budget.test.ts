// The identify budget, the windows of its lanes, and faults in place of READY.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulated } from "../support/simulated.js";

test("an identify past the budget ends every session and resets the token", async () => {
  await using simulated = await Simulated.start({ total: 1 });
  const { client: first } = await simulated.identified();
  const second = await simulated.connect();
  second.identify();
  assert.equal((await second.end()).code, 4004);
  assert.equal((await first.end()).code, 4004);
  assert.deepEqual(simulated.simulator.sessions, []);
  const third = await simulated.connect();
  third.identify();
  assert.equal((await third.end()).code, 4004);
  assert.deepEqual(simulated.rules, ["over-budget", "token"]);
  const headers = {
    authorization: `Bot ${simulated.address.token}`,
    "user-agent": "DiscordBot (x, 1)",
  };
  const response = await fetch(`${simulated.address.apiUrl}/gateway/bot`, { headers });
  assert.equal(response.status, 401);
});

test("every identify whose token is right counts, also one that is refused", async () => {
  await using simulated = await Simulated.start({ total: 10 });
  const tries = [{ token: "wrong" }, { shard: [5, 2] }, { intents: 1 << 18 }];
  for (const more of tries) {
    const client = await simulated.connect();
    client.identify({ more });
    await client.end();
  }
  assert.equal(simulated.simulator.counters.remaining, 8);
});

test("what is left can be set", async () => {
  await using simulated = await Simulated.start();
  simulated.simulator.inject({ kind: "budget", remaining: 7 });
  assert.equal(simulated.simulator.counters.remaining, 7);
});

test("an identify in a closed window gets op 9 and goes on record", async () => {
  let now = 0;
  await using simulated = await Simulated.start({ identifyWindow: 5000, now: () => now });
  await simulated.identified();
  now = 4999;
  const client = await simulated.connect();
  await client.op(10);
  client.identify();
  assert.equal((await client.op(9)).d, false);
  assert.deepEqual(simulated.rules, ["identify-window"]);
  assert.equal(simulated.simulator.counters.remaining, 998);
  now = 5000;
  client.identify(); // the same connection may try again
  await client.event("READY");
  assert.deepEqual(simulated.rules, ["identify-window"]);
});

test("each lane has a window of its own", async () => {
  const options = { identifyWindow: 5000, maxConcurrency: 2, shards: 4, now: () => 0 };
  await using simulated = await Simulated.start(options);
  await simulated.identified({ shard: [0, 4] });
  await simulated.identified({ shard: [1, 4] });
  assert.deepEqual(simulated.rules, []);
  const client = await simulated.connect();
  client.identify({ shard: [2, 4] });
  await client.op(9);
  assert.deepEqual(simulated.rules, ["identify-window"]);
});

test("op 9 for a closed window may come late and with a close", async () => {
  const knobs = { refusalDelay: 40, refusalCloses: true };
  await using simulated = await Simulated.start({ identifyWindow: 60_000, ...knobs });
  await simulated.identified();
  const client = await simulated.connect();
  const start = performance.now();
  client.identify();
  await client.op(9);
  assert.ok(performance.now() - start >= 35);
  assert.equal((await client.end()).code, 1000);
});

test("during an outage identifies get op 9 for so long", async () => {
  let now = 0;
  await using simulated = await Simulated.start({ now: () => now });
  simulated.simulator.inject({ kind: "outage", ms: 1000 });
  const client = await simulated.connect();
  for (now of [0, 999]) {
    client.identify();
    await client.op(9);
  }
  now = 1000;
  client.identify();
  await client.event("READY");
  assert.equal(simulated.simulator.counters.remaining, 997);
  assert.deepEqual(simulated.rules, []);
});

test("a fault in place of READY: a close, silence, or a READY without a session", async () => {
  await using simulated = await Simulated.start({ shards: 2 });
  simulated.simulator.inject({ kind: "closeInsteadOfReady", code: 4000, shard: 1 });
  const { ready } = await simulated.identified({ shard: [0, 2] });
  const closed = await simulated.connect();
  closed.identify({ shard: [1, 2] });
  assert.equal((await closed.end()).code, 4000);
  simulated.simulator.inject({ kind: "noReady" });
  const silent = await simulated.connect();
  silent.identify({ shard: [1, 2] });
  silent.send(1, null);
  await silent.op(11);
  assert.ok(silent.messages.every(({ t }) => t === null));
  simulated.simulator.inject({ kind: "readyWithoutSession" });
  const { ready: nameless } = await simulated.identified({ shard: [1, 2] });
  assert.equal(nameless.id, "undefined");
  assert.equal(nameless.url, "undefined");
  assert.notEqual(ready.id, "undefined");
});
