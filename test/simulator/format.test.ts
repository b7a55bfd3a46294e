// The same messages in other words: key order, unknown keys, white space.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulated } from "../support/simulated.js";

test("the usual order of keys is t, s, op, d", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified();
  await client.event("GUILD_CREATE");
  for (const { data } of client.frames)
    assert.match(data.toString(), /^\{"t":[^,]+,"s":[^,]+,"op":\d+,"d":/);
  assert.equal(JSON.stringify(client.messages[0]).includes(" "), false);
});

test("keys may come in any order", async () => {
  await using simulated = await Simulated.start({ keyOrder: "shuffled" });
  const { client } = await simulated.identified();
  for (let sent = 0; sent < 40; sent++) simulated.simulator.emit(0, "MARK", { sent });
  for (let sent = 0; sent < 40; sent++) {
    assert.deepEqual((await client.event("MARK")).d, { sent });
  }
  const first = new Set(client.frames.map(({ data }) => data.toString().slice(0, 3)));
  assert.deepEqual(first, new Set([`{"t`, `{"s`, `{"o`, `{"d`]));
});

test("there may be unknown keys, with misleading values", async () => {
  await using simulated = await Simulated.start({ unknownKeys: true, keyOrder: "shuffled" });
  const { client } = await simulated.identified();
  const { op, s, t } = await client.event("GUILD_CREATE");
  assert.deepEqual([op, s, t], [0, 2, "GUILD_CREATE"]);
  assert.ok(client.frames.at(-1)?.data.toString().includes(`"_extra"`));
});

test("dispatches may be pretty-printed", async () => {
  await using simulated = await Simulated.start({ prettyPrint: true });
  const { client } = await simulated.identified();
  assert.equal((await client.event("GUILD_CREATE")).s, 2);
  assert.match(client.frames.at(-1)?.data.toString() ?? "", /^\{\n {2}"t": "GUILD_CREATE"/);
});

test("a replay has the words of the first time", async () => {
  await using simulated = await Simulated.start({ keyOrder: "shuffled", guilds: 0 });
  const { client, ready } = await simulated.identified();
  for (let sent = 0; sent < 10; sent++) simulated.simulator.emit(0, "MARK", { sent });
  await client.count(12);
  client.socket.terminate();
  const next = await simulated.resumed(ready, 0);
  const texts = (frames: typeof next.frames): string[] =>
    frames.slice(1, 12).map(({ data }) => data.toString());
  assert.deepEqual(texts(next.frames), texts(client.frames));
});
