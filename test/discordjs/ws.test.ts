import assert from "node:assert/strict";
import { it } from "node:test";
import { Collection } from "@discordjs/collection";
import { WebSocketShardStatus } from "@discordjs/ws";
import { GatewayIntentBits, GatewayOpcodes } from "discord-api-types/v10";
import { GatewayError } from "../../src/index.js";
import { isPlain } from "../support/plain.js";
import { Managed, simulatorFor } from "../support/ws-manager.js";

const { Guilds, GuildMessages, GuildMembers } = GatewayIntentBits;

const REQUEST = {
  op: GatewayOpcodes.RequestGuildMembers,
  d: { guild_id: "1", query: "", limit: 0 },
} as const;

it("a manager of @discordjs/ws 2 connects, and gets its events as arguments", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  await using managed = new Managed(address);
  await managed.manager.connect();
  await managed.until(() => managed.dispatches.length === 6);
  for (const shard of [0, 1]) {
    assert.deepEqual(managed.toldOf(shard), ["hello", "ready"]);
    const names = managed.dispatches.filter(([, id]) => id === shard).map(([{ t }]) => t);
    assert.deepEqual(names, ["READY", "GUILD_CREATE", "GUILD_CREATE"]);
  }
  const ready = managed.told.find(([name]) => name === "ready");
  assert.equal(Reflect.get(Object(ready?.[1]), "v"), 10);
  assert.deepEqual(simulator.violations, []);
});

it("data is what Discord sent, whatever it is, and plain", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  await using managed = new Managed(address, { intents: Guilds | GuildMessages | GuildMembers });
  const sent = new Map<string, string>();
  const place = (shard: number, t: string, s: number): string => `${shard} ${s} ${t}`;
  simulator.watch((notice) => {
    if (notice.kind !== "dispatch") return;
    sent.set(place(notice.shard, notice.t, notice.s), notice.d);
  });
  await managed.manager.connect();
  simulator.inject({ kind: "burst", count: 1_000 });
  await managed.until(() => managed.dispatches.length === sent.size);
  assert.ok(sent.size > 2_000);
  for (const [{ t, s, d }, shard] of managed.dispatches) {
    assert.deepEqual(d, JSON.parse(sent.get(place(shard, t, s)) ?? ""));
    assert.ok(isPlain(d), t);
  }
});

it("`fetchStatus` tells where each shard is, as a Collection", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  await using managed = new Managed(address);
  const { manager } = managed;
  assert.equal((await manager.fetchStatus()).size, 0);
  await manager.connect();
  const statuses = await manager.fetchStatus();
  assert.ok(statuses instanceof Collection);
  assert.ok(statuses.every((status) => status === WebSocketShardStatus.Ready));
  assert.deepEqual([...statuses.keys()], [0, 1]);
  simulator.inject({ kind: "noHello", ms: 60_000 });
  simulator.inject({ kind: "reset", shard: 1 });
  await managed.until(() => managed.toldOf(1).includes("closed"));
  assert.equal((await manager.fetchStatus()).get(0), WebSocketShardStatus.Ready);
  assert.notEqual((await manager.fetchStatus()).get(1), WebSocketShardStatus.Ready);
  assert.deepEqual(managed.toldOf(1).slice(2), ["socketError", "closed"]);
});

it("a lost socket is told, and resumed", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  await using managed = new Managed(address);
  await managed.manager.connect();
  simulator.inject({ kind: "close", code: 4_000, shard: 0 });
  await managed.until(() => managed.toldOf(0).includes("resumed"));
  assert.deepEqual(managed.toldOf(0).slice(2), ["closed", "hello", "resumed"]);
  assert.deepEqual(managed.toldOf(1).slice(2), []);
  assert.deepEqual(managed.told.find(([name]) => name === "closed")?.slice(1), [4_000, 0]);
  assert.equal(simulator.counters.identifies, 2);
});

it("the shards are those that the manager names, until it is given others", async () => {
  const { simulator, address } = await simulatorFor({ shards: 4 });
  await using _ = simulator;
  await using managed = new Managed(address, { shardCount: 4, shardIds: { start: 1, end: 2 } });
  const { manager } = managed;
  await manager.connect();
  const first = simulator.identifyLog.map(({ shard, total }) => `${shard} of ${total}`);
  assert.deepEqual(new Set(first), new Set(["1 of 4", "2 of 4"]));
  await manager.updateShardCount(8);
  assert.equal(simulator.counters.open, 0);
  await manager.connect();
  assert.deepEqual([...(await manager.fetchStatus()).keys()], [1, 2]);
  assert.deepEqual(
    simulator.identifyLog.slice(2).map(({ total }) => total),
    [8, 8],
  );
});

it("`send` rejects for those who wait for it", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  await using managed = new Managed(address);
  const { manager, debug } = managed;
  const early = await Promise.resolve(manager.send(0, REQUEST)).catch((error: unknown) => error);
  assert.ok(early instanceof GatewayError && early.code === "NOT_RUNNING");
  await manager.connect();
  await assert.rejects(Promise.resolve(manager.send(7, REQUEST)), { code: "UNKNOWN_SHARD" });
  assert.ok(debug.some((line) => line.startsWith("Op 8 was not sent")));
});

it("a start that Discord refuses rejects connect(), also where nobody hears errors", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  await using managed = new Managed(address);
  managed.manager.removeAllListeners("error");
  simulator.inject({ kind: "closeInsteadOfReady", code: 4_013 });
  await assert.rejects(managed.manager.connect(), { code: "SETTINGS_REFUSED", closeCode: 4_013 });
});
