// Heartbeats: acks and their faults, what `d` may be, and deadlines.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { RawClient } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

/** Sends a heartbeat and waits for its ack. */
async function beat(client: RawClient, d: unknown): Promise<void> {
  client.send(1, d);
  await client.op(11);
}

test("a heartbeat is answered by op 11, before and after the identify", async () => {
  await using simulated = await Simulated.start();
  const client = await simulated.connect();
  await client.op(10);
  await beat(client, null);
  client.identify();
  await client.event("READY");
  await beat(client, 1);
  assert.deepEqual(simulated.rules, []);
  assert.equal(simulated.simulator.sessions[0]?.heartbeatSeq, 1);
  assert.equal(simulated.simulator.counters.heartbeats, 2);
});

const WRONG: readonly (readonly [name: string, beats: readonly unknown[], rules: string[]])[] = [
  ["above the last seq", [2, 50], ["heartbeat-ahead"]],
  ["below an earlier one", [3, 2], ["heartbeat-behind"]],
  ["null after a number", [1, null], ["heartbeat-null"]],
  ["a text", ["3"], ["heartbeat-integer"]],
  ["a fraction", [1.5], ["heartbeat-integer"]],
  ["negative", [-1], ["heartbeat-integer"]],
  ["an object", [{ seq: 1 }], ["heartbeat-integer"]],
  ["the same twice", [2, 2], []],
  ["behind the last seq", [1, 3], []],
  ["null until it is a number", [null, null, 0, 2], []],
];

for (const [name, beats, rules] of WRONG) {
  test(`a heartbeat that is ${name} ${rules.length > 0 ? "goes on record" : "is fine"}`, async () => {
    await using simulated = await Simulated.start();
    const { client } = await simulated.identified();
    await client.event("GUILD_CREATE");
    await client.event("GUILD_CREATE");
    for (const d of beats) await beat(client, d); // every one is acked
    assert.deepEqual(simulated.rules, rules);
  });
}

test("what a heartbeat said before the identify is judged after it", async () => {
  await using simulated = await Simulated.start();
  const client = await simulated.connect();
  await beat(client, 12);
  assert.deepEqual(simulated.rules, []);
  client.identify();
  await client.event("READY");
  assert.deepEqual(simulated.rules, ["heartbeat-ahead"]);
});

test("a heartbeat before the resume is judged by the session that it resumes", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified();
  await client.event("GUILD_CREATE");
  await beat(client, 2);
  client.socket.terminate();
  for (const [d, rules] of [
    [2, []],
    [1, ["heartbeat-behind"]],
  ] as const) {
    const next = await simulated.connect();
    await beat(next, d);
    next.resume(ready.id, 3);
    await next.event("RESUMED");
    assert.deepEqual(simulated.rules, rules);
    next.socket.terminate();
  }
});

test("op 1 from the server asks for a heartbeat", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified();
  assert.equal(simulated.simulator.inject({ kind: "heartbeatRequest", shard: 0 }), 1);
  await client.op(1);
});

test("acks may be dropped, doubled or late, for a shard and for so long", async () => {
  let now = 0;
  await using simulated = await Simulated.start({ now: () => now });
  const { client } = await simulated.identified();
  const { simulator } = simulated;
  simulator.inject({ kind: "acks", mode: "drop", shard: 0, ms: 100 });
  simulator.inject({ kind: "acks", mode: "drop", shard: 1, ms: 1000 });
  client.send(1, null);
  client.send(1, null);
  await simulator.waitFor(() => simulator.counters.heartbeats === 2);
  now = 100;
  simulator.inject({ kind: "acks", mode: "duplicate" });
  await beat(client, null);
  await client.op(11);
  assert.equal(client.messages.filter(({ op }) => op === 11).length, 2);
  simulator.inject({ kind: "ackDelay", delay: 50 });
  const start = performance.now();
  await beat(client, null);
  assert.ok(performance.now() - start >= 45);
});

test("events flow while acks are held back", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 512 });
  simulated.simulator.inject({ kind: "acks", mode: "drop", ms: Infinity });
  client.send(1, null);
  await simulated.simulator.waitFor("heartbeat");
  simulated.simulator.inject({ kind: "burst", count: 50 });
  await client.count(52);
  assert.ok(client.messages.every(({ op }) => op !== 11));
});

test("the knobs of acks hold for every heartbeat", async () => {
  await using silent = await Simulated.start({ ackDrop: 1 });
  const { client } = await silent.identified();
  client.send(1, null);
  await silent.simulator.waitFor("heartbeat");
  silent.simulator.emit(0, "AFTER", {});
  await client.event("AFTER");
  assert.ok(client.messages.every(({ op }) => op !== 11));
  await using twice = await Simulated.start({ ackDuplicate: 1, ackDelay: 20 });
  const { client: doubled } = await twice.identified();
  await beat(doubled, null);
  await doubled.op(11);
});

for (const [missedHeartbeat, code, lives] of [
  [1000, 1000, true],
  [4009, 4009, false],
  ["reset", 1006, true],
] as const) {
  test(`a missed heartbeat ends the connection by ${missedHeartbeat}`, async () => {
    await using simulated = await Simulated.start({ heartbeatInterval: 40, missedHeartbeat });
    const start = performance.now();
    const { client } = await simulated.identified();
    assert.equal((await client.end()).code, code);
    assert.ok(performance.now() - start >= 45, "not before interval and grace");
    assert.deepEqual(simulated.rules, ["heartbeat-deadline"]);
    assert.equal(simulated.simulator.sessions.length === 1, lives);
  });
}

test("heartbeats in time keep a connection open", async () => {
  const knobs = { heartbeatInterval: 100, heartbeatGrace: 5 };
  await using simulated = await Simulated.start(knobs);
  const { client } = await simulated.identified();
  for (let round = 0; round < 8; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await beat(client, null);
  }
  assert.equal(client.closed, null);
  assert.deepEqual(simulated.rules, []);
});

test("a heartbeat may trim the replay buffer", async () => {
  await using simulated = await Simulated.start({ trimAtHeartbeat: true });
  const { client, ready } = await simulated.identified();
  await client.event("GUILD_CREATE");
  await client.event("GUILD_CREATE");
  await beat(client, 2);
  client.socket.terminate();
  const late = await simulated.connect();
  late.resume(ready.id, 1);
  await late.op(9);
  assert.equal(simulated.simulator.counters.resumesRefused, 1);
});
