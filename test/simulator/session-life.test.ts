// Which ends of a connection a session outlives, and for how long.

import assert from "node:assert/strict";
import { test } from "node:test";
import { closeCode } from "../../src/discord/close-codes.js";
import { Simulated } from "../support/simulated.js";

/** Whether the session that `end` interrupts is there to resume. */
async function outlives(
  end: (simulated: Simulated) => Promise<unknown>,
  simulated: Simulated,
): Promise<boolean> {
  const { ready } = await simulated.identified();
  await end(simulated);
  await simulated.simulator.waitFor(() =>
    simulated.simulator.sessions.every(({ connected }) => !connected),
  );
  const client = await simulated.connect();
  client.resume(ready.id, 1);
  const answer = await client.next(({ op, t }) => op === 9 || t === "RESUMED");
  return answer.t === "RESUMED";
}

const FROM_SERVER = [
  1000, 1001, 1011, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4010, 4011, 4012,
  4013, 4014, 4321,
];

for (const code of FROM_SERVER) {
  const lives = closeCode(code).after === "resume";
  test(`a session ${lives ? "outlives" : "ends with"} a close by the server with ${code}`, async () => {
    await using simulated = await Simulated.start();
    const lived = await outlives(async ({ simulator }) => {
      simulator.inject({ kind: "close", code });
    }, simulated);
    assert.equal(lived, lives);
    assert.deepEqual(simulated.rules, []);
    assert.equal(simulated.simulator.closes[0]?.by, "server");
  });
}

for (const [code, lives] of [
  [1000, false],
  [1001, false],
  [1002, true],
  [4000, true],
  [4900, true],
] as const) {
  test(`a session ${lives ? "outlives" : "ends with"} a close by the client with ${code}`, async () => {
    await using simulated = await Simulated.start();
    const { client, ready } = await simulated.identified();
    await client.close(code);
    const next = await simulated.connect();
    next.resume(ready.id, 1);
    await next.next(({ op, t }) => (lives ? t === "RESUMED" : op === 9));
    assert.deepEqual(simulated.rules, lives ? [] : ["resume-ended"]);
    const { at: _, ...entry } = simulated.simulator.closes[0] ?? { at: 0 };
    assert.deepEqual(entry, { shard: 0, code, by: "client" });
  });
}

test("a client that closes without a code keeps its session", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified();
  client.socket.close();
  await client.end();
  await simulated.resumed(ready, 1);
  assert.equal(simulated.simulator.closes[0]?.code, 1005);
});

for (const [name, kind] of [
  ["a TCP reset", "reset"],
  ["an end without a close frame", "closeWithoutFrame"],
] as const) {
  test(`a session outlives ${name} by the server`, async () => {
    await using simulated = await Simulated.start();
    const { client, ready } = await simulated.identified();
    assert.equal(simulated.simulator.inject({ kind }), 1);
    assert.equal((await client.end()).code, 1006);
    await simulated.resumed(ready, 1);
  });
}

test("a session outlives a client that just disappears", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified();
  client.socket.terminate();
  await simulated.simulator.waitFor("close");
  await simulated.resumed(ready, 1);
  assert.equal(simulated.simulator.closes[0]?.by, "network");
});

test("an echo of the server's own 1000 ends nothing", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified();
  simulated.simulator.inject({ kind: "close", code: 1000 });
  await client.end(); // ws has echoed the code by now
  await simulated.resumed(ready, 1);
});

test("a session without a connection expires after its time to live", async () => {
  let now = 0;
  await using simulated = await Simulated.start({ sessionTtl: 1000, now: () => now });
  const { client, ready } = await simulated.identified();
  now = 5000; // connected, it does not age
  client.socket.terminate();
  await simulated.simulator.waitFor("close");
  now = 6000;
  const again = await simulated.resumed(ready, 1);
  again.socket.terminate();
  await simulated.simulator.waitFor(() => simulated.simulator.closes.length === 2);
  now = 7001;
  assert.deepEqual(simulated.simulator.sessions, []);
  assert.equal(simulated.simulator.endedSessions[0]?.end, "expired");
  const late = await simulated.connect();
  late.resume(ready.id, 1);
  assert.equal((await late.op(9)).d, false);
  assert.deepEqual(simulated.rules, []);
});

test("op 9 with false ends the session, with true it may be resumed, even right there", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified();
  simulated.simulator.inject({ kind: "invalidSession", resumable: true });
  assert.equal((await client.op(9)).d, true);
  client.resume(ready.id, client.seq);
  await client.event("RESUMED");
  simulated.simulator.inject({ kind: "invalidSession", resumable: false });
  assert.equal((await client.op(9)).d, false);
  assert.deepEqual(simulated.simulator.sessions, []);
  client.identify();
  await client.event("READY");
  assert.deepEqual(simulated.rules, []);
});

test("a command that crosses op 9 is forgiven, a later one is not", async () => {
  let now = 0;
  await using simulated = await Simulated.start({ now: () => now });
  const { client } = await simulated.identified();
  simulated.simulator.inject({ kind: "invalidSession", resumable: true });
  const presence = { since: null, activities: [], status: "idle", afk: false };
  client.send(3, presence);
  client.send(1, null);
  await client.op(11);
  assert.deepEqual(simulated.rules, []);
  now = 1000;
  client.send(3, presence);
  assert.equal((await client.end()).code, 4003);
});

test("an expired session is unknown to a resume", async () => {
  await using simulated = await Simulated.start();
  const { client, ready } = await simulated.identified();
  client.socket.terminate();
  assert.equal(simulated.simulator.inject({ kind: "expire", shard: 0 }), 1);
  const next = await simulated.connect();
  next.resume(ready.id, 1);
  await next.op(9);
});
