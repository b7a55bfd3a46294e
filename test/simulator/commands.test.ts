// What the server answers to voice states, sounds, channel info and member requests.

import assert from "node:assert/strict";
import { test } from "node:test";
import { at, type RawClient } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

const GUILD_MEMBERS = 2;
const GUILD_VOICE_STATES = 128;
const GUILD_PRESENCES = 256;

/** The guild with this rank on shard 0. */
function guildOf(simulated: Simulated, rank = 0): string {
  return simulated.simulator.guildIds(0)[rank] ?? "";
}

/** Sends a command and a heartbeat; what came before the ack is all that it brought at once. */
async function ask(client: RawClient, op: number, d: unknown): Promise<string[]> {
  const before = client.messages.length;
  client.send(op, d);
  client.send(1, null);
  await client.op(11);
  return client.messages.slice(before).flatMap(({ t }) => (t === null ? [] : [t]));
}

test("op 4 brings a voice state and a voice server, and leaving only the state", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: GUILD_VOICE_STATES });
  const guild_id = guildOf(simulated);
  const d = { guild_id, channel_id: "5", self_mute: true, self_deaf: false };
  const names = await ask(client, 4, d);
  assert.deepEqual(names, ["VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"]);
  const [state, server] = client.messages.slice(-3);
  assert.equal(at(state?.d, "channel_id"), "5");
  assert.equal(at(state?.d, "self_mute"), true);
  assert.equal(at(server?.d, "guild_id"), guild_id);
  assert.equal(typeof at(server?.d, "endpoint"), "string");
  const left = await ask(client, 4, { ...d, channel_id: null });
  assert.deepEqual(left, ["VOICE_STATE_UPDATE"]);
});

test("without the intent for voice states only the voice server comes", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 0 });
  const d = { guild_id: guildOf(simulated), channel_id: "5" };
  assert.deepEqual(await ask(client, 4, d), ["VOICE_SERVER_UPDATE"]);
});

test("op 31 brings the sounds of each guild", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 0 });
  const guild_ids = simulated.simulator.guildIds(0);
  const names = await ask(client, 31, { guild_ids });
  assert.deepEqual(names, ["SOUNDBOARD_SOUNDS", "SOUNDBOARD_SOUNDS"]);
});

test("op 43 brings the fields that it names", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 0 });
  const d = { guild_id: guildOf(simulated), fields: ["status"] };
  assert.deepEqual(await ask(client, 43, d), ["CHANNEL_INFO"]);
  const channel = at(client.messages.at(-2)?.d, "channels", 0);
  assert.equal(at(channel, "status"), "quiet please");
  assert.equal(at(channel, "voice_start_time"), undefined);
});

test("a command about another shard's guild goes on record and gets no answer", async () => {
  await using simulated = await Simulated.start({ shards: 2 });
  const { client } = await simulated.identified({ shard: [1, 2], intents: GUILD_MEMBERS });
  const guild_id = guildOf(simulated);
  for (const [op, d] of [
    [4, { guild_id, channel_id: null }],
    [8, { guild_id, query: "", limit: 0 }],
    [31, { guild_ids: [guild_id] }],
    [43, { guild_id, fields: [] }],
    [43, { guild_id: "12", fields: [] }],
  ] as const) {
    assert.deepEqual(await ask(client, op, d), []);
  }
  assert.deepEqual(new Set(simulated.rules), new Set(["wrong-shard"]));
  assert.equal(simulated.rules.length, 5);
});

test("all members come in chunks that carry the nonce", async () => {
  const knobs = { members: 25, chunkSize: 10, chunkInterval: 1 };
  await using simulated = await Simulated.start(knobs);
  const { client } = await simulated.identified({ intents: GUILD_MEMBERS });
  client.send(8, { guild_id: guildOf(simulated), query: "", limit: 0, nonce: "n1" });
  const ids = new Set<unknown>();
  for (const [place, size] of [10, 10, 5].entries()) {
    const { d } = await client.event("GUILD_MEMBERS_CHUNK");
    assert.equal(at(d, "chunk_index"), place);
    assert.equal(at(d, "chunk_count"), 3);
    assert.equal(at(d, "nonce"), "n1");
    assert.equal(at(d, "not_found"), undefined);
    for (let index = 0; index < size; index++) ids.add(at(d, "members", index, "user", "id"));
  }
  assert.equal(ids.size, 25);
  assert.ok(!ids.has(undefined));
});

test("members are found by the beginning of their name, at most 100", async () => {
  await using simulated = await Simulated.start({ members: 300 });
  const { client } = await simulated.identified({ intents: 0 });
  const guild_id = guildOf(simulated);
  for (const [query, limit, count] of [
    ["MEMBER12", 0, 11], // 12 and 120 to 129
    ["member12", 3, 3],
    ["member", 500, 100],
    ["nobody", 5, 0],
  ] as const) {
    client.send(8, { guild_id, query, limit });
    const { d } = await client.event("GUILD_MEMBERS_CHUNK");
    const members = at(d, "members");
    assert.equal(Array.isArray(members) && members.length, count);
    assert.equal(at(d, "nonce"), undefined);
  }
});

test("members are found by id, and the others named as they were given", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 0 });
  const guild_id = guildOf(simulated);
  client.send(8, { guild_id, query: "member7", limit: 1 });
  const known = at((await client.event("GUILD_MEMBERS_CHUNK")).d, "members", 0, "user", "id");
  const user_ids = [known, 123_123, "80351110224678912"];
  client.send(8, { guild_id, user_ids });
  const { d } = await client.event("GUILD_MEMBERS_CHUNK");
  assert.equal(at(d, "members", 0, "user", "id"), known);
  assert.deepEqual(at(d, "not_found"), [123_123, "80351110224678912"]);
  client.send(8, { guild_id, user_ids: known });
  assert.deepEqual(at((await client.event("GUILD_MEMBERS_CHUNK")).d, "not_found"), []);
});

test("presences come along only with their intent", async () => {
  await using simulated = await Simulated.start({ members: 3 });
  for (const [intents, count] of [
    [GUILD_PRESENCES, 3],
    [0, undefined],
  ] as const) {
    const { client } = await simulated.identified({ intents });
    client.send(8, { guild_id: guildOf(simulated), query: "m", limit: 0, presences: true });
    const presences = at((await client.event("GUILD_MEMBERS_CHUNK")).d, "presences");
    assert.equal(Array.isArray(presences) ? presences.length : undefined, count);
  }
});

test("a nonce of more than 32 bytes is dropped without a word", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 0 });
  const request = { guild_id: guildOf(simulated), query: "m", limit: 1 };
  for (const [nonce, kept] of [
    ["x".repeat(32), true],
    ["é".repeat(17), false],
  ] as const) {
    client.send(8, { ...request, nonce });
    const { d } = await client.event("GUILD_MEMBERS_CHUNK");
    assert.equal(at(d, "nonce"), kept ? nonce : undefined);
  }
});

test("a second request for all members of a guild within 30 s gets RATE_LIMITED", async () => {
  let now = 0;
  await using simulated = await Simulated.start({ now: () => now });
  const { client } = await simulated.identified({ intents: GUILD_MEMBERS });
  const guild_id = guildOf(simulated);
  const request = { guild_id, query: "", limit: 0, nonce: "again" };
  client.send(8, request);
  await client.event("GUILD_MEMBERS_CHUNK");
  now = 543;
  client.send(8, request);
  const { d } = await client.event("RATE_LIMITED");
  assert.deepEqual(d, { retry_after: 29.457, opcode: 8, meta: { guild_id, nonce: "again" } });
  client.send(8, { ...request, guild_id: guildOf(simulated, 1) });
  await client.event("GUILD_MEMBERS_CHUNK");
  now = 30_000;
  client.send(8, request);
  await client.event("GUILD_MEMBERS_CHUNK");
  assert.deepEqual(simulated.rules, []);
});

test("that limit is the bot's, or each session's where the option says so", async () => {
  for (const fullMemberScope of ["bot", "session"] as const) {
    await using simulated = await Simulated.start({ fullMemberScope });
    for (const name of [
      "GUILD_MEMBERS_CHUNK",
      fullMemberScope === "bot" ? "RATE_LIMITED" : "GUILD_MEMBERS_CHUNK",
    ]) {
      const { client } = await simulated.identified({ intents: GUILD_MEMBERS });
      client.send(8, { guild_id: guildOf(simulated), query: "", limit: 0 });
      await client.event(name);
    }
  }
});

test("all members without their intent go on record and get no answer", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified({ intents: 0 });
  const d = { guild_id: guildOf(simulated), query: "", limit: 0 };
  assert.deepEqual(await ask(client, 8, d), []);
  assert.deepEqual(simulated.rules, ["members-intent"]);
});

test("chunks can come in another order, or not at all", async () => {
  const knobs = { members: 30, chunkSize: 10, chunkInterval: 0 };
  await using reordered = await Simulated.start({ ...knobs, chunkReorder: true });
  const { client } = await reordered.identified({ intents: GUILD_MEMBERS });
  client.send(8, { guild_id: guildOf(reordered), query: "", limit: 0 });
  for (const index of [2, 1, 0]) {
    assert.equal(at((await client.event("GUILD_MEMBERS_CHUNK")).d, "chunk_index"), index);
  }
  await using lost = await Simulated.start({ ...knobs, chunkDrop: 1 });
  const { client: waiting } = await lost.identified({ intents: GUILD_MEMBERS });
  const names = await ask(waiting, 8, { guild_id: guildOf(lost), query: "", limit: 0 });
  assert.deepEqual(names, []);
});
