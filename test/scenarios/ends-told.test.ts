import assert from "node:assert/strict";
import { it } from "node:test";
import type { Fault } from "../../src/simulator/index.js";
import { FREE_QUEUE, rig } from "../support/rig.js";

interface Loss {
  readonly fault: Fault;
  readonly code: number;
  readonly by: "discord" | "us" | "network";
}

/** One a shard. */
const LOSSES: readonly Loss[] = [
  { fault: { kind: "close", code: 4000 }, code: 4000, by: "discord" },
  { fault: { kind: "close", code: 4009 }, code: 4009, by: "discord" },
  { fault: { kind: "closeWithoutFrame" }, code: 1006, by: "network" },
  { fault: { kind: "reset" }, code: 1006, by: "network" },
  { fault: { kind: "halfOpen" }, code: 4900, by: "us" },
  { fault: { kind: "reconnect" }, code: 4900, by: "us" },
  { fault: { kind: "invalidSession", resumable: true }, code: 4900, by: "us" },
  { fault: { kind: "invalidSession", resumable: false }, code: 4900, by: "us" },
  { fault: { kind: "corrupt" }, code: 4900, by: "us" },
  { fault: { kind: "invalidJson" }, code: 4900, by: "us" },
];

it("twilight 18: each connection's end is told once, with who ended it", async () => {
  const shards = LOSSES.length + 1; // the last one is left alone
  const options = { identify: FREE_QUEUE, threads: 2 };
  await using r = await rig({ shards, guilds: 1, heartbeatInterval: 2_000 }, options);
  const { simulator, gateway } = r;
  await gateway.start();
  await r.complete();
  LOSSES.forEach(({ fault }, shard) => {
    assert.equal(simulator.inject({ ...fault, shard } as Fault), 1, fault.kind);
  });
  await r.until(() => LOSSES.every((_, shard) => r.times(shard, "ready") === 2));
  await r.complete();
  await gateway.close();
  const ends = r.changes.filter(({ by }) => by !== undefined);
  for (let shard = 0; shard < shards; shard++) {
    const told = ends
      .filter(({ id }) => id === shard)
      .map(({ state, code, by }) => [state, code, by]);
    const loss = LOSSES[shard];
    const first = loss === undefined ? [] : [["backoff", loss.code, loss.by]];
    assert.deepEqual(told, [...first, ["stopped", 4900, "us"]], `shard ${shard}`);
  }
  assert.equal(ends.length, simulator.counters.connections);
});
