// What follows READY: the guilds of the shard, in the ways that the knobs say.

import assert from "node:assert/strict";
import { test } from "node:test";
import { at, type RawClient } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

function names(client: RawClient): (string | null)[] {
  return client.messages.filter(({ op }) => op === 0).map(({ t }) => t);
}

test("a shard gets a GUILD_CREATE for each guild of READY, and no other", async () => {
  await using simulated = await Simulated.start({ shards: 3, guilds: 40 });
  const { client, ready } = await simulated.identified({ shard: [2, 3] });
  await simulated.simulator.waitFor("started");
  await client.count(42);
  const promised = at(ready.message.d, "guilds");
  assert.ok(Array.isArray(promised));
  const ids = promised.map((guild) => String(at(guild, "id")));
  const came = client.messages
    .filter(({ t }) => t === "GUILD_CREATE")
    .map(({ d }) => String(at(d, "id")));
  assert.deepEqual(came.toSorted(), ids.toSorted());
  assert.equal(ids.length, 40);
  for (const id of ids) assert.equal((BigInt(id) >> 22n) % 3n, 2n);
});

test("any total divides the same guilds", async () => {
  await using simulated = await Simulated.start({ shards: 4, guilds: 6 });
  const { simulator } = simulated;
  const all = (total: number): string[] =>
    Array.from({ length: total }, (_, shard) => simulator.guildIds(shard, total)).flat();
  assert.equal(new Set(all(4)).size, 24);
  for (const total of [1, 3, 7, 17]) assert.deepEqual(all(total).toSorted(), all(4).toSorted());
});

test("everything in a guild counts to the guild's shard", async () => {
  await using simulated = await Simulated.start({ shards: 5, guilds: 3 });
  const { client } = await simulated.identified({ shard: [3, 5] });
  const { d } = await client.event("GUILD_CREATE");
  for (const list of ["channels", "roles", "emojis"]) {
    const found = at(d, list);
    assert.ok(Array.isArray(found) && found.length > 10);
    for (const one of found) assert.equal((BigInt(String(at(one, "id"))) >> 22n) % 5n, 3n);
  }
});

test("a GUILD_CREATE has the size of a live one", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified();
  const { d } = await client.event("GUILD_CREATE");
  const size = JSON.stringify(d).length;
  assert.ok(size > 15_000 && size < 23_000, String(size));
  for (const key of ["members", "threads", "presences", "voice_states", "stage_instances"]) {
    assert.ok(Array.isArray(at(d, key)), key);
  }
});

test("without the GUILDS intent no guild comes", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 512 });
  simulated.simulator.emit(0, "END", {});
  await client.event("END");
  assert.deepEqual(names(client), ["READY", "END"]);
});

test("guilds may be as large as 20 MB, all of them or a share", async () => {
  await using simulated = await Simulated.start({
    guilds: 4,
    guildBytes: 100_000,
    largeGuilds: { share: 0.25, bytes: 20_000_000 },
  });
  const { client } = await simulated.identified();
  const sizes: number[] = [];
  for (let guild = 0; guild < 4; guild++) {
    sizes.push(JSON.stringify((await client.event("GUILD_CREATE")).d).length);
  }
  const [first, second, third, fourth] = sizes.toSorted((a, b) => a - b);
  for (const size of [first, second, third]) {
    assert.ok(size !== undefined && size >= 100_000 && size < 110_000, String(size));
  }
  assert.ok(fourth !== undefined && fourth > 19_500_000 && fourth < 22_000_000, String(fourth));
});

test("guilds come at a set rate", async () => {
  await using simulated = await Simulated.start({ guilds: 5, guildRate: 50 });
  const { client } = await simulated.identified();
  const start = performance.now();
  for (let guild = 0; guild < 5; guild++) await client.event("GUILD_CREATE");
  const took = performance.now() - start;
  assert.ok(took >= 60 && took < 2000, String(took));
});

test("guilds may be unavailable", async () => {
  await using simulated = await Simulated.start({ guilds: 3, unavailable: 1 });
  const { client } = await simulated.identified();
  for (let guild = 0; guild < 3; guild++) {
    assert.equal(at((await client.event("GUILD_DELETE")).d, "unavailable"), true);
  }
});

test("guilds may come late", async () => {
  await using simulated = await Simulated.start({ guilds: 3, late: 1, lateBy: 60 });
  const start = performance.now();
  const { client } = await simulated.identified();
  assert.deepEqual(names(client), ["READY"]);
  for (let guild = 0; guild < 3; guild++) await client.event("GUILD_CREATE");
  assert.ok(performance.now() - start >= 55);
  await simulated.simulator.waitFor(() => simulated.simulator.sessions[0]?.seq === 4);
});

test("guilds that were not sent when a connection broke are replayed", async () => {
  await using simulated = await Simulated.start({ guilds: 6, guildRate: 100 });
  const { client, ready } = await simulated.identified();
  await client.event("GUILD_CREATE");
  client.socket.terminate();
  await simulated.simulator.waitFor("started");
  const next = await simulated.resumed(ready, client.seq);
  assert.deepEqual([...client.seqs, ...next.seqs], [1, 2, 3, 4, 5, 6, 7, 8]);
});

test("an outage of guilds and its end can be had at any time", async () => {
  await using simulated = await Simulated.start({ guilds: 4 });
  const { client } = await simulated.identified();
  await simulated.simulator.waitFor(() => simulated.simulator.sessions[0]?.seq === 5);
  simulated.simulator.inject({ kind: "guildsDown", share: 0.5 });
  simulated.simulator.inject({ kind: "guildsUp" });
  await client.count(12);
  assert.equal(names(client).filter((name) => name === "GUILD_DELETE").length, 2);
  assert.equal(names(client).filter((name) => name === "GUILD_CREATE").length, 8);
});
