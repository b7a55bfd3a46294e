import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../src/simulator/index.js";
import { rig } from "../support/rig.js";

const SHARDS = 6;

/** What goes wrong with shard 3, and whether it costs its session. */
const FAULTS: readonly { readonly fault: Fault; readonly identifies: 0 | 1 }[] = [
  { fault: { shard: 3, kind: "corrupt" }, identifies: 0 },
  { fault: { shard: 3, kind: "invalidJson" }, identifies: 0 },
  { fault: { shard: 3, kind: "reset" }, identifies: 0 },
  { fault: { shard: 3, kind: "close", code: 4000 }, identifies: 0 },
  { fault: { shard: 3, kind: "invalidSession", resumable: false }, identifies: 1 },
  { fault: { shard: 3, kind: "close", code: 4007 }, identifies: 1 },
];

describe("an error of one shard", { concurrency: 2 }, () => {
  for (const { fault, identifies } of FAULTS) {
    it(`twilight 67: leaves it and all others running: ${JSON.stringify(fault)}`, async () => {
      await using r = await rig({ shards: SHARDS, guilds: 1 }, { threads: 2 });
      await r.gateway.start();
      await r.complete();
      const back = r.shard(3, "ready");
      assert.equal(r.simulator.inject(fault), 1);
      r.simulator.inject({ kind: "burst", count: 20 });
      await back;
      r.simulator.inject({ kind: "burst", count: 20 });
      await r.complete();
      assert.equal(r.simulator.sessions.filter(({ end }) => end === null).length, SHARDS);
      assert.equal(r.simulator.counters.connections, SHARDS + 1);
      assert.equal(r.simulator.counters.identifies, SHARDS + identifies);
      for (let shard = 0; shard < SHARDS; shard++) {
        assert.equal(r.times(shard, "ready"), shard === 3 ? 2 : 1, `shard ${shard}`);
      }
      assert.deepEqual(r.errors, []);
    });
  }

  it("twilight 67: of its listener leaves it and all others running", async () => {
    await using r = await rig({ shards: SHARDS, guilds: 1 }, { threads: 2 });
    await r.gateway.start();
    r.gateway.on("dispatch", ({ shard, name }) => {
      if (shard === 3 && name === "BAD") throw new Error("a fault of the user's");
    });
    r.simulator.emit(3, "BAD", {});
    r.simulator.inject({ kind: "burst", count: 20 });
    await r.complete();
    assert.equal(r.errors.length, 1);
    assert.equal(r.simulator.counters.connections, SHARDS);
  });
});
