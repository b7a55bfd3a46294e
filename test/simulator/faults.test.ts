// Faults on demand: whom they hit, and what those see.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { RawClient } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

/** So many shards, each with a session and no guilds to come. */
async function shards(simulated: Simulated, total: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (let shard = 0; shard < total; shard++) {
    clients.push((await simulated.identified({ shard: [shard, total], intents: 0 })).client);
  }
  return clients;
}

test("a close hits the shard that it names, with its code and reason", async () => {
  await using simulated = await Simulated.start();
  const [first, second] = await shards(simulated, 2);
  const hit = simulated.simulator.inject({ kind: "close", shard: 1, code: 4008, reason: "slow" });
  assert.equal(hit, 1);
  assert.deepEqual(await second?.end(), { code: 4008, reason: "slow" });
  assert.equal(first?.closed, null);
});

test("op 7 goes to a share of the connections, and the close follows", async () => {
  await using simulated = await Simulated.start({ reconnectGrace: 20 });
  const clients = await shards(simulated, 8);
  assert.equal(simulated.simulator.inject({ kind: "reconnect", fraction: 0.5 }), 4);
  const { simulator } = simulated;
  await simulator.waitFor(() => simulator.counters.closes["4000"] === 4);
  const asked = clients.filter(({ messages }) => messages.some(({ op }) => op === 7));
  for (const client of asked) assert.equal((await client.end()).code, 4000);
  assert.equal(asked.length, 4);
});

test("events still come between op 7 and the close", async () => {
  await using simulated = await Simulated.start();
  const [client] = await shards(simulated, 1);
  simulated.simulator.inject({ kind: "reconnect" });
  simulated.simulator.emit(0, "AFTER", {});
  await client?.op(7);
  await client?.event("AFTER");
});

test("a connection gets op 7 by itself after a while, where that is asked for", async () => {
  await using simulated = await Simulated.start({ reconnectEvery: 20, reconnectGrace: 0 });
  const client = await simulated.connect();
  await client.op(7);
  assert.equal((await client.end()).code, 4000);
});

test("a slow socket takes its time and loses nothing", async () => {
  await using simulated = await Simulated.start();
  const [client] = await shards(simulated, 1);
  simulated.simulator.inject({ kind: "slow", shard: 0, bytesPerSecond: 20_000 });
  const start = performance.now();
  for (let sent = 0; sent < 20; sent++) simulated.simulator.emit(0, "BIT", "x".repeat(150));
  for (let sent = 0; sent < 20; sent++) await client?.event("BIT");
  const took = performance.now() - start;
  assert.ok(took > 90 && took < 3000, String(took)); // 20 messages of about 190 bytes
  assert.deepEqual(
    client?.seqs,
    Array.from({ length: 21 }, (_, index) => index + 1),
  );
});

test("what no decoder expects can be sent: broken JSON, unknown ops and events, any text", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 0 });
  const { simulator } = simulated;
  simulator.inject({ kind: "unknownOp" });
  assert.equal((await client.op(200)).t, null);
  simulator.inject({ kind: "unknownEvent" });
  assert.equal((await client.event("GUILD_SOMETHING_NEW")).s, 2);
  assert.equal(simulator.emitRaw(0, `{"op":0,"t":"RAW","s":3,"d":null}`), 1);
  assert.equal((await client.event("RAW")).d, null);
  simulator.emit(0, "NOTHING", null);
  assert.equal((await client.event("NOTHING")).d, null);
  assert.equal(client.failure, null);
  simulator.inject({ kind: "invalidJson" });
  assert.match((await client.failed()).message, /JSON/);
  simulator.emit(0, "END", {});
  await client.event("END");
});

test("a seq may jump, and the replay knows it", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified({ intents: 0 });
  simulated.simulator.inject({ kind: "seqJump", by: 40 });
  simulated.simulator.emit(0, "FAR", {});
  assert.equal((await client.event("FAR")).s, 42);
  client.socket.terminate();
  const next = await simulated.resumed(ready, 1);
  assert.deepEqual(next.seqs, [42, 43]);
});

test("a guild of any size can be sent", async () => {
  await using simulated = await Simulated.start();
  const [client] = await shards(simulated, 1);
  simulated.simulator.inject({ kind: "guild", bytes: 1_000_000 });
  const { d } = (await client?.event("GUILD_CREATE")) ?? {};
  assert.ok(JSON.stringify(d).length >= 950_000);
});

test("an event goes to every session of its shard, also one without a connection", async () => {
  await using simulated = await Simulated.start();
  const [first, second] = await shards(simulated, 2);
  first?.socket.terminate();
  await simulated.simulator.waitFor("close");
  assert.equal(simulated.simulator.emit(0, "EVENT", {}), 1);
  assert.equal(simulated.simulator.sessions[0]?.seq, 2);
  assert.deepEqual(second?.seqs, [1]);
});

test("standing faults end when they are cleared", async () => {
  await using simulated = await Simulated.start();
  const { simulator } = simulated;
  simulator.inject({ kind: "noHello", ms: Infinity });
  simulator.inject({ kind: "outage", ms: Infinity });
  const mute = await simulated.connect();
  simulator.inject({ kind: "clear", of: "noHello" });
  const client = await simulated.connect();
  await client.op(10);
  client.identify();
  await client.op(9);
  simulator.inject({ kind: "clear" });
  client.identify();
  await client.event("READY");
  assert.equal(mute.messages.length, 0);
});

const REFUSED: readonly (readonly [unknown, RegExp])[] = [
  [null, /Cannot use null as a fault: its kind must be one of close, /],
  [{ kind: "explode" }, /its kind must be one of/],
  [{ kind: "toString" }, /its kind must be one of/],
  [{ kind: "close" }, /Cannot use `code` of a fault as code: received undefined/],
  [{ kind: "close", code: 1005 }, /`code` .* received 1005/],
  [{ kind: "reset", shard: "0" }, /`shard` of a fault as integer: received "0"/],
  [{ kind: "reset", shards: 0 }, /Cannot use `shards` in a fault of kind reset: no such field/],
  [{ kind: "acks", mode: "maybe" }, /`mode` of a fault as one of drop, duplicate/],
  [{ kind: "refuse", host: "other" }, /`host` of a fault as one of main, resume/],
  [{ kind: "reconnect", fraction: 2 }, /`fraction` of a fault as share: received 2/],
];

for (const [fault, message] of REFUSED) {
  test(`${JSON.stringify(fault)} is no fault`, async () => {
    await using simulated = await Simulated.start();
    const inject: (fault: never) => number = simulated.simulator.inject.bind(simulated.simulator);
    assert.throws(() => inject(fault as never), { name: "TypeError", message });
  });
}
