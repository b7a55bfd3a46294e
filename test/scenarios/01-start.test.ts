import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Heartbeat } from "../../src/shard/heartbeat.js";
import type { Simulator } from "../../src/simulator/index.js";
import { Random } from "../../src/simulator/random.js";
import { fakeTime } from "../support/fake-time.js";
import { rig } from "../support/rig.js";
import { unevenness } from "../support/uniform.js";

const INTERVAL = 2_000;

/** How long after its identify each shard first beat, in intervals; early birds count as 0. */
function firstBeats(simulator: Simulator): ReadonlyMap<number, number> {
  const identified = new Map<number, number>();
  const beats = new Map<number, number>();
  simulator.watch((notice) => {
    const now = performance.now();
    if (notice.kind === "identify") identified.set(notice.shard, now);
    if (notice.kind !== "heartbeat" || notice.shard === null || beats.has(notice.shard)) return;
    beats.set(notice.shard, (now - (identified.get(notice.shard) ?? now)) / INTERVAL);
  });
  return beats;
}

describe("scenario 1: a plain start", () => {
  it("scenario 1: one shard gets READY and all guilds, and beats within one interval", async () => {
    await using r = await rig({ shards: 1, guilds: 20, heartbeatInterval: INTERVAL });
    const beats = firstBeats(r.simulator);
    const guilds = new Set<string>();
    r.gateway.on("GUILD_CREATE", ({ id }) => guilds.add(id));
    await r.gateway.start();
    await r.simulator.waitFor("heartbeat");
    await r.complete();
    assert.deepEqual([...guilds].toSorted(), r.simulator.guildIds(0).toSorted());
    assert.ok((beats.get(0) ?? 0) <= 1.1, `first beat after ${beats.get(0)} intervals`);
    assert.equal(r.got.size, 1);
    assert.equal([...r.got.values()][0]?.[0]?.name, "READY");
    assert.deepEqual(r.simulator.violations, []);
    assert.equal(r.simulator.counters.identifies, 1);
  });

  it("scenario 1: the first beats of many real shards are spread over one interval", async () => {
    await using r = await rig({
      shards: 64,
      guilds: 1,
      guildBytes: 500,
      heartbeatInterval: INTERVAL,
    });
    const beats = firstBeats(r.simulator);
    await r.gateway.start();
    await r.simulator.waitFor(() => beats.size === 64);
    const offsets = [...beats.values()];
    assert.ok(Math.max(...offsets) <= 1.15, `one beat after ${Math.max(...offsets)} intervals`);
    assert.ok(unevenness(offsets) < 2.7, `unevenness ${unevenness(offsets)}`);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("scenario 1, twilight 37: over 4,000 starts the jitter of the first beat is uniform", async (t) => {
    const time = fakeTime(t);
    const offsets: number[] = [];
    for (let seed = 0; seed < 4_000; seed++) {
      const random = new Random(seed);
      random.next();
      const heartbeat = new Heartbeat({
        interval: 1_000,
        beat: () => {
          offsets.push((time.now() - 5) / 1_000);
          heartbeat.stop();
        },
        zombie: () => assert.fail("a zombie before its first beat"),
        bytesRead: () => 0,
        now: time.now,
        random: () => random.next(),
      });
    }
    await time.pass(1_010);
    assert.equal(offsets.length, 4_000);
    assert.ok(unevenness(offsets) < 2.7, `unevenness ${unevenness(offsets)}`);
  });
});
