// Generated events: how many, which, how large, and for whom.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { allows } from "../../src/simulator/intents.js";
import { at, type Message } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

const ALL = 53_608_447;
const BURST = 8000;

/** A burst of generated events. */
async function burst(
  options: SimulatorOptions,
  intents: number = ALL,
  count: number = BURST,
): Promise<Message[]> {
  await using simulated = await Simulated.start({ guilds: 50, ...options });
  const { client } = await simulated.identified({ intents });
  const start = 1 + ((intents & 1) === 0 ? 0 : 50);
  await simulated.simulator.waitFor(() => simulated.simulator.sessions[0]?.seq === start);
  simulated.simulator.inject({ kind: "burst", count });
  const end = simulated.simulator.sessions[0]?.seq;
  await client.next(({ s }) => s === end);
  return client.messages.filter(({ s }) => s !== null && s > start);
}

function shareOf(messages: readonly Message[], name: string): number {
  return messages.filter(({ t }) => t === name).length / messages.length;
}

function close(actual: number, expected: number, tolerance: number, name: string): void {
  const off = Math.abs(actual - expected) / expected;
  assert.ok(off <= tolerance, `${name}: ${actual}, not ${expected}`);
}

for (const [profile, shares] of [
  ["all", { PRESENCE_UPDATE: 0.927, MESSAGE_CREATE: 0.03 }],
  ["no-presences", { MESSAGE_CREATE: 0.42, TYPING_START: 0.19, VOICE_STATE_UPDATE: 0.11 }],
  ["slash", { INTERACTION_CREATE: 0.6, CHANNEL_UPDATE: 0.042 }],
] as const) {
  test(`the mix of the profile ${profile} is that of the traffic model`, async () => {
    const messages = await burst({ profile });
    for (const [name, share] of Object.entries(shares)) {
      close(shareOf(messages, name), share, 0.25, name);
    }
  });
}

test("sizes are near those of live events", async () => {
  const messages = await burst({ profile: "no-presences" });
  for (const [name, bytes] of [
    ["MESSAGE_CREATE", 1324],
    ["MESSAGE_UPDATE", 1371],
    ["TYPING_START", 727],
    ["VOICE_STATE_UPDATE", 880],
    ["GUILD_MEMBER_UPDATE", 666],
    ["MESSAGE_REACTION_ADD", 848],
    ["MESSAGE_DELETE", 138],
  ] as const) {
    const sizes = messages.filter(({ t }) => t === name).map((each) => JSON.stringify(each).length);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    close(mean, bytes, 0.2, name);
  }
  const presences = await burst({ profile: "all" });
  const sizes = presences.map((each) => JSON.stringify(each).length);
  close(sizes.reduce((sum, size) => sum + size, 0) / sizes.length, 545, 0.25, "all");
});

test("only what the intents let through comes", async () => {
  for (const intents of [0, 1, 512 | 2048, 128]) {
    const messages = await burst({ profile: "no-presences" }, intents, 500);
    assert.equal(messages.length, 500);
    for (const { t } of messages) assert.ok(allows(intents, t ?? ""), `${t} with ${intents}`);
  }
});

test("content is empty without its intent", async () => {
  const bare = await burst({}, 512, 200);
  const full = await burst({}, 512 | 32_768, 200);
  const texts = (messages: Message[]): Set<unknown> =>
    new Set(messages.filter(({ t }) => t === "MESSAGE_CREATE").map(({ d }) => at(d, "content")));
  assert.deepEqual(texts(bare), new Set([""]));
  assert.ok(texts(full).size > 20);
});

test("a few guilds make most of the traffic", async () => {
  const messages = await burst({});
  const counts = new Map<unknown, number>();
  for (const { d } of messages) {
    const guild = at(d, "guild_id") ?? at(d, "id");
    counts.set(guild, (counts.get(guild) ?? 0) + 1);
  }
  const [first = 0, second = 0] = [...counts.values()].toSorted((a, b) => b - a);
  assert.ok(counts.size > 40, "all guilds do something");
  assert.ok(first > second && first > messages.length / 10, String(first));
});

test("ids of messages only grow and belong to no other guild", async () => {
  const messages = (await burst({})).filter(({ t }) => t === "MESSAGE_CREATE");
  let last = 0n;
  for (const { d } of messages) {
    const id = BigInt(String(at(d, "id")));
    assert.ok(id > last);
    last = id;
  }
});

test("the same seed makes the same events", async () => {
  const options = { seed: 7, now: () => 1e12 };
  assert.deepEqual(await burst(options, ALL, 300), await burst(options, ALL, 300));
  assert.notDeepEqual(
    await burst(options, ALL, 300),
    await burst({ ...options, seed: 8 }, ALL, 300),
  );
});

test("some events come twice, under seqs of their own", async () => {
  const messages = await burst({ duplicates: 0.5, now: () => 1e12 }, 512, 1000);
  assert.ok(messages.length > 1300 && messages.length < 1700, String(messages.length));
  const seqs = messages.map(({ s }) => s);
  assert.equal(new Set(seqs).size, seqs.length);
});

test("some events change places with one of another guild", async () => {
  const messages = (await burst({ reorder: 0.2 }, 512, 1000)).filter(
    ({ t }) => t === "MESSAGE_CREATE",
  );
  const last = new Map<unknown, bigint>();
  let newest = 0n;
  let late = 0;
  for (const { d } of messages) {
    const guild = at(d, "guild_id");
    const id = BigInt(String(at(d, "id")));
    assert.ok(id > (last.get(guild) ?? 0n), "a guild's own order stands");
    last.set(guild, id);
    if (id < newest) late++;
    else newest = id;
  }
  assert.ok(late > 50, String(late));
});

test("some events take a seq and never come, but are replayed", async () => {
  await using simulated = await Simulated.start({ drops: 0.5, guilds: 20 });
  const { client, ready } = await simulated.identified({ intents: 512 });
  simulated.simulator.inject({ kind: "burst", count: 100 });
  simulated.simulator.emit(0, "END", {});
  await client.event("END");
  assert.ok(client.seqs.length > 20 && client.seqs.length < 82, String(client.seqs.length));
  client.socket.terminate();
  const next = await simulated.resumed(ready, 1);
  assert.equal(next.seqs.length, 102);
});

test("the rate is that of all shards, connected or not", async () => {
  await using simulated = await Simulated.start({ shards: 4, rate: 2000 });
  const { simulator } = simulated;
  for (const shard of [0, 1]) await simulated.identified({ shard: [shard, 4], intents: 512 });
  const total = (): number => simulator.sessions.reduce((sum, { seq }) => sum + seq, 0);
  const before = total();
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 600));
  const rate = ((total() - before) * 1000) / (performance.now() - start);
  close(rate, 1000, 0.2, "two of four shards");
  simulator.inject({ kind: "rate", rate: 0 });
  const still = total();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(total(), still);
});

test("20,000 events a second leave the thread time for more", async () => {
  await using simulated = await Simulated.start({ guilds: 100 });
  await simulated.identified({ intents: ALL });
  const start = process.cpuUsage();
  for (let round = 0; round < 20; round++)
    simulated.simulator.inject({ kind: "burst", count: 1000 });
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < 900_000, `${user + system} µs`);
});

test("traffic waits for a reader that is too far behind", async () => {
  await using simulated = await Simulated.start({ rate: 20_000, backlog: 200_000 });
  const { client } = await simulated.identified({ intents: ALL });
  client.socket.pause();
  const { simulator } = simulated;
  let last = -1;
  const stalled = (): boolean => {
    const seq = simulator.sessions[0]?.seq ?? 0;
    const same = seq === last;
    last = seq;
    return same && seq > 100;
  };
  while (!stalled()) await new Promise((resolve) => setTimeout(resolve, 100));
  client.socket.resume();
  await client.next(({ s }) => s !== null && s > last + 100);
});

test("a reader that is behind by more than its limit is cut off", async () => {
  await using simulated = await Simulated.start({ slowReaderLimit: 500_000 });
  const { client, ready } = await simulated.identified({ intents: ALL });
  client.socket.pause();
  for (let round = 0; round < 20 && simulated.simulator.closes.length === 0; round++) {
    simulated.simulator.inject({ kind: "burst", count: 1000 });
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(simulated.simulator.closes[0]?.code, 1006);
  assert.equal(simulated.simulator.sessions[0]?.id, ready.id);
});
