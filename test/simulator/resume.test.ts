// Resuming: what is replayed, and what is refused how.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulated } from "../support/simulated.js";
import { QUERY, ZLIB, type RawClient, type Ready } from "../support/raw-client.js";

/** A session that has lost its connection after `seq` dispatches. */
async function interrupted(simulated: Simulated): Promise<{ ready: Ready; client: RawClient }> {
  const { client, ready } = await simulated.identified({ intents: 0 });
  for (let sent = 2; sent <= 10; sent++) simulated.simulator.emit(0, "NUMBER", { sent });
  await client.count(11);
  client.socket.terminate();
  await simulated.simulator.waitFor("close");
  return { client, ready };
}

for (const query of [QUERY, ZLIB]) {
  test(`what was missed comes again with its old seqs, then RESUMED (${query})`, async () => {
    await using simulated = await Simulated.start();
    const { client, ready } = await simulated.identified({ intents: 0 }, query);
    simulated.simulator.emit(0, "SEEN", { text: "é" });
    await client.event("SEEN");
    simulated.simulator.inject({ kind: "reset" });
    await client.end();
    simulated.simulator.emit(0, "MISSED", { text: "日本" });
    simulated.simulator.emit(0, "MISSED", { text: "two" });
    const next = await simulated.resumed(ready, client.seq, query);
    simulated.simulator.emit(0, "LIVE", {});
    await next.event("LIVE");
    const got = next.messages.filter(({ op }) => op === 0).map(({ s, t }) => [s, t]);
    assert.deepEqual(got, [
      [3, "MISSED"],
      [4, "MISSED"],
      [5, "RESUMED"],
      [6, "LIVE"],
    ]);
    assert.deepEqual(next.messages.find(({ s }) => s === 3)?.d, { text: "日本" });
    assert.equal(simulated.simulator.counters.resumes, 1);
    assert.equal(simulated.simulator.counters.identifies, 1);
    assert.deepEqual(simulated.rules, []);
  });
}

test("a resume from 0 replays the whole session", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await interrupted(simulated);
  const next = await simulated.resumed(ready, 0);
  assert.deepEqual(next.seqs, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test("a resume works on the main listener as well", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await interrupted(simulated);
  const next = await simulated.connect();
  next.resume(ready.id, 10);
  await next.event("RESUMED");
  assert.equal(simulated.simulator.resumeLog[0]?.host, "main");
  assert.deepEqual(simulated.rules, []);
});

test("a seq above the session's is closed with 4007 and ends nothing but itself", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await interrupted(simulated);
  const next = await simulated.connect();
  next.resume(ready.id, 11);
  assert.equal((await next.end()).code, 4007);
  assert.deepEqual(simulated.rules, ["resume-seq"]);
});

test("a wrong token is closed with 4004", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await interrupted(simulated);
  const next = await simulated.connect();
  next.resume(ready.id, 10, "wrong");
  assert.equal((await next.end()).code, 4004);
  assert.deepEqual(simulated.rules, ["token"]);
});

test("an unknown session gets op 9 with false", async () => {
  await using simulated = await Simulated.start();
  const next = await simulated.connect();
  next.resume("0".repeat(32), 10);
  assert.equal((await next.op(9)).d, false);
  assert.equal(simulated.simulator.counters.resumesRefused, 1);
  assert.deepEqual(simulated.rules, []);
});

test("a seq that the ring no longer reaches gets op 9 with false", async () => {
  await using simulated = await Simulated.start({ ringSize: 4 });
  const { ready } = await interrupted(simulated);
  const edge = await simulated.resumed(ready, 6);
  assert.deepEqual(edge.seqs, [7, 8, 9, 10, 11]);
  edge.socket.terminate();
  const late = await simulated.connect();
  late.resume(ready.id, 6);
  assert.equal((await late.op(9)).d, false);
  assert.deepEqual(
    simulated.simulator.endedSessions.map(({ id, end }) => [id, end]),
    [[ready.id, "invalid"]],
  );
});

test("a ring that was trimmed replays nothing from before", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await interrupted(simulated);
  simulated.simulator.inject({ kind: "trimRing", shard: 0 });
  const [session] = simulated.simulator.sessions;
  assert.equal(session?.reach, 10);
  await simulated.resumed(ready, 10);
  const late = await simulated.connect();
  late.resume(ready.id, 9);
  assert.equal((await late.op(9)).d, false);
});

test("the ring is as long as the formula of 2016 says", async () => {
  for (const [guilds, ring] of [
    [1, 100],
    [20, 1500],
    [100, 3500],
  ] as const) {
    await using simulated = await Simulated.start({ guilds });
    const { client } = await simulated.identified({ intents: 0 });
    simulated.simulator.inject({ kind: "burst", count: ring });
    client.socket.terminate();
    assert.equal(simulated.simulator.sessions[0]?.seq, 1 + ring);
    assert.equal(simulated.simulator.sessions[0]?.reach, 1, `${guilds} guilds`);
  }
});

test("a resume with another query than the session's first goes on record", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await interrupted(simulated);
  await simulated.resumed(ready, 10, ZLIB);
  assert.deepEqual(simulated.rules, ["resume-query"]);
});

test("a resume takes the session from a connection that still has it", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified({ intents: 0 });
  const next = await simulated.resumed(ready, 1);
  assert.equal((await client.end()).code, 4000);
  simulated.simulator.emit(0, "ONCE", {});
  await next.event("ONCE");
  assert.equal(client.messages.filter(({ t }) => t === "ONCE").length, 0);
  assert.equal(simulated.simulator.sessions[0]?.connected, true);
});

test("a resume on a connection that has a session is closed with 4005", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified();
  client.resume(ready.id, 1);
  assert.equal((await client.end()).code, 4005);
  assert.deepEqual(simulated.rules, ["identified-twice"]);
});

test("a resume before Hello goes on record", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await interrupted(simulated);
  simulated.simulator.inject({ kind: "helloDelay", delay: 1000 });
  const next = await simulated.connect();
  next.resume(ready.id, 10);
  await next.event("RESUMED");
  assert.deepEqual(simulated.rules, ["resume-before-hello"]);
});

test("a fault may stand in place of RESUMED", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await interrupted(simulated);
  const { simulator } = simulated;
  const attempt = async (): Promise<RawClient> => {
    const next = await simulated.connect();
    next.resume(ready.id, 10);
    return next;
  };
  simulator.inject({ kind: "resumeReset", shard: 0 });
  assert.equal((await (await attempt()).end()).code, 1006);
  simulator.inject({ kind: "resumeClose", code: 4009 });
  assert.equal((await (await attempt()).end()).code, 4009);
  simulator.inject({ kind: "resumeInvalid", resumable: true });
  assert.equal((await (await attempt()).op(9)).d, true);
  simulator.inject({ kind: "noResumed" });
  const silent = await attempt();
  silent.send(1, null);
  await silent.op(11);
  assert.deepEqual(silent.seqs, []);
  await (await attempt()).event("RESUMED");
  assert.equal(simulator.counters.resumesRefused, 4);
});

test("a half-open connection is silent, and its session can be resumed elsewhere", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified({ intents: 0 });
  simulated.simulator.inject({ kind: "halfOpen" });
  simulated.simulator.emit(0, "MISSED", {});
  client.send(1, null);
  const next = await simulated.resumed(ready, 1);
  assert.deepEqual(next.seqs, [2, 3]);
  assert.equal(simulated.simulator.counters.heartbeats, 0, "nothing is read any more");
  assert.ok(client.messages.every(({ op, t }) => op !== 11 && t !== "MISSED"));
  assert.deepEqual(simulated.rules, []);
});

test("a half-open connection loses its session when its heartbeats are due", async () => {
  await using simulated = await Simulated.start({ heartbeatInterval: 40 });
  await simulated.identified({ intents: 0 });
  simulated.simulator.inject({ kind: "halfOpen" });
  await simulated.simulator.waitFor(() => simulated.simulator.sessions[0]?.connected === false);
  assert.deepEqual(simulated.rules, [], "the client cannot help it");
});

test("a replay that is larger than what a slow reader may be behind by is sent whole", async () => {
  await using simulated = await Simulated.start({ slowReaderLimit: 100_000, ringSize: 10_000 });
  const { client, ready } = await simulated.identified({ intents: 0 });
  client.socket.terminate();
  await simulated.simulator.waitFor("close");
  const text = "x".repeat(10_000);
  for (let sent = 0; sent < 2_000; sent++) simulated.simulator.emit(0, "LARGE", text);
  const next = await simulated.resumed(ready, 1);
  assert.equal(next.seqs.length, 2_001);
});
