import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { rig } from "../support/rig.js";

const INTERVAL = 4_000;
const MB = 1_000_000;

it("scenario 21: 20 MB in one GUILD_CREATE and a storm of 1 MB chunks end no connection", async () => {
  await using r = await rig({ shards: 2, heartbeatInterval: INTERVAL, ringSize: 1_000 });
  const sizes: number[] = [];
  r.gateway.on("dispatch", ({ json }) => sizes.push(Buffer.byteLength(json)));
  await r.gateway.start();
  await r.complete();
  const beats: number[] = [];
  r.simulator.watch(({ kind, ...notice }) => {
    if (kind === "heartbeat" && "shard" in notice && notice.shard === 0)
      beats.push(performance.now());
  });
  const { heartbeats } = r.simulator.counters;
  const members = Array.from({ length: 1_000 }, (_, i) => ({
    user: { id: String(10 ** 17 + i), username: "m".repeat(900) },
    roles: [],
  }));
  const guild_id = r.simulator.guildIds(0)[0];
  r.simulator.inject({ kind: "guild", shard: 0, bytes: 20 * MB });
  for (let chunk_index = 0; chunk_index < 40; chunk_index++) {
    const chunk = { guild_id, members, chunk_index, chunk_count: 40 };
    r.simulator.emit(0, "GUILD_MEMBERS_CHUNK", chunk);
    if (chunk_index % 4 === 0) await once(r.gateway, "dispatch");
  }
  await r.complete();
  await r.simulator.waitFor(() => r.simulator.counters.heartbeats >= heartbeats + 6, 30_000);
  assert.ok(Math.max(...sizes) >= 20 * MB);
  assert.equal(sizes.filter((size) => size > 0.9 * MB && size < 2 * MB).length, 40);
  const waits = beats.slice(1).map((at, index) => at - (beats[index] ?? 0));
  assert.ok(Math.max(...waits) <= INTERVAL * 1.25, `a beat after ${Math.max(...waits)} ms`);
  assert.deepEqual(r.simulator.closes, []);
  assert.deepEqual(r.simulator.violations, []);
  assert.deepEqual([...r.errors, ...r.warnings], []);
});
