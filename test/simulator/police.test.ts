// What a client may send, how large, and how often.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulated } from "../support/simulated.js";

const WRONG: readonly (readonly [name: string, text: string, code: number, rule: string])[] = [
  ["no JSON", "{op:1}", 4002, "decode"],
  ["an array", "[1]", 4002, "decode"],
  ["a bare number", "1", 4002, "decode"],
  ["no op", `{"d":null}`, 4002, "decode"],
  ["an op that is a text", `{"op":"1"}`, 4002, "decode"],
  ["an unknown op", `{"op":99,"d":null}`, 4001, "opcode"],
  ["op 0", `{"op":0,"d":null}`, 4001, "opcode"],
  ["op 5", `{"op":5,"d":{}}`, 4001, "opcode"],
  ["a presence without status", `{"op":3,"d":{"since":null}}`, 4001, "shape"],
  ["a voice state without guild", `{"op":4,"d":{"channel_id":null}}`, 4001, "shape"],
  ["a member request without query", `{"op":8,"d":{"guild_id":"1"}}`, 4001, "shape"],
  ["sounds without guilds", `{"op":31,"d":{}}`, 4001, "shape"],
  ["channel info without fields", `{"op":43,"d":{"guild_id":"1"}}`, 4001, "shape"],
  ["a resume without seq", `{"op":6,"d":{"token":"t","session_id":"s"}}`, 4001, "shape"],
];

for (const [name, text, code, rule] of WRONG) {
  test(`a message with ${name} is closed with ${code}`, async () => {
    await using simulated = await Simulated.start();
    const { client } = await simulated.identified();
    client.socket.send(text);
    assert.equal((await client.end()).code, code);
    assert.deepEqual(simulated.rules, [rule]);
  });
}

test("a message of exactly 4096 bytes of UTF-8 passes, one byte more does not", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified();
  const head = `{"op":1,"d":null,"x":"é`;
  const fill = "y".repeat(4096 - Buffer.byteLength(head) - 2);
  client.socket.send(`${head}${fill}"}`);
  await client.op(11);
  client.socket.send(`${head}${fill}y"}`);
  assert.equal((await client.end()).code, 4002);
});

test("the size limit is a knob", async () => {
  await using simulated = await Simulated.start({ maxPayload: 15_360 });
  const { client } = await simulated.identified();
  client.socket.send(`{"op":1,"d":null,"x":"${"y".repeat(10_000)}"}`);
  await client.op(11);
});

for (const [op, d] of [
  [3, { since: null, activities: [], status: "online", afk: false }],
  [8, { guild_id: "1", query: "", limit: 0 }],
] as const) {
  test(`op ${op} before the identify is closed with 4003`, async () => {
    await using simulated = await Simulated.start();
    const client = await simulated.connect();
    client.send(op, d);
    assert.equal((await client.end()).code, 4003);
    assert.deepEqual(simulated.rules, ["command-before-identify"]);
  });
}

test("the 121st message in 60 s is closed with 4008, heartbeats and identify included", async () => {
  let now = 0;
  await using simulated = await Simulated.start({ now: () => now });
  const { client } = await simulated.identified();
  for (let sent = 1; sent < 120; sent++) client.send(1, null);
  await client.next(() => client.messages.filter(({ op }) => op === 11).length === 119);
  assert.deepEqual(simulated.rules, []);
  now = 59_999;
  client.send(1, null);
  assert.equal((await client.end()).code, 4008);
  assert.deepEqual(simulated.rules, ["send-window"]);
  assert.equal(simulated.simulator.sessions.length, 1, "the session lives on");
});

test("the window slides: what is 60 s old no longer counts", async () => {
  let now = 0;
  await using simulated = await Simulated.start({ now: () => now, sendLimit: 4 });
  const { client } = await simulated.identified();
  now = 30_000;
  for (let sent = 0; sent < 3; sent++) client.send(1, null);
  for (let sent = 0; sent < 3; sent++) await client.op(11);
  now = 60_000; // the identify has left the window, the three have not
  client.send(1, null);
  await client.op(11);
  client.send(1, null);
  assert.equal((await client.end()).code, 4008);
});

test("a fixed window starts anew as a whole", async () => {
  let now = 0;
  const knobs = { sendLimit: 4, sendWindowKind: "fixed" } as const;
  await using simulated = await Simulated.start({ now: () => now, ...knobs });
  const { client } = await simulated.identified();
  now = 30_000;
  for (let sent = 0; sent < 3; sent++) client.send(1, null);
  for (let sent = 0; sent < 3; sent++) await client.op(11);
  now = 60_000;
  for (let sent = 0; sent < 4; sent++) client.send(1, null);
  for (let sent = 0; sent < 4; sent++) await client.op(11);
  assert.deepEqual(simulated.rules, []);
});

test("each connection has a window of its own", async () => {
  await using simulated = await Simulated.start({ sendLimit: 1, now: () => 0 });
  await simulated.identified();
  await simulated.identified();
  assert.deepEqual(simulated.rules, []);
});

test("heartbeats do not count where the interval is below a second", async () => {
  await using simulated = await Simulated.start({ sendLimit: 2, heartbeatInterval: 999 });
  const { client } = await simulated.identified();
  for (let sent = 0; sent < 5; sent++) {
    client.send(1, null);
    await client.op(11);
  }
  assert.deepEqual(simulated.rules, []);
});

test("the sixth presence in 20 s goes on record and changes nothing else", async () => {
  await using simulated = await Simulated.start({ now: () => 0 });
  const { client } = await simulated.identified();
  const presence = { since: null, activities: [], status: "dnd", afk: false };
  for (let sent = 0; sent < 6; sent++) client.send(3, presence);
  client.send(1, null);
  await client.op(11);
  assert.deepEqual(simulated.rules, ["presence-window"]);
  assert.equal(simulated.simulator.commands.length, 6);
  assert.deepEqual(simulated.simulator.commands[0], { at: 0, shard: 0, op: 3, d: presence });
});

test("binary messages hold JSON just as well", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified();
  client.socket.send(Buffer.from(`{"op":1,"d":null}`));
  await client.op(11);
});
