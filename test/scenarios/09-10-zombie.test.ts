import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rig } from "../support/rig.js";

const INTERVAL = 2_000;
const SHARDS = 8;
/** A zombie's socket may take so long to close, and the first wait after it is so long at most. */
const CLOSE_MS = 1_000;
const BACKOFF_MS = 1_000;
/** For a machine with other things to do. */
const SLACK = INTERVAL;

describe("scenario 9: a half-open socket", { concurrency: true }, () => {
  it("scenario 9, twilight 4: a zombie is found within 2 intervals and its session resumed", async () => {
    await using r = await rig({ shards: SHARDS, heartbeatInterval: INTERVAL, rate: 200 });
    await r.gateway.start();
    await r.more(200);
    assert.equal(r.simulator.inject({ kind: "halfOpen" }), SHARDS);
    const frozen = performance.now();
    await r.simulator.waitFor(() => r.simulator.counters.resumes === SHARDS, 20_000);
    for (let shard = 0; shard < SHARDS; shard++) {
      const { at = NaN, reason } = r.last(shard, "closing") ?? {};
      assert.match(reason ?? "", /^zombie/);
      assert.ok(at - frozen <= 2 * INTERVAL + SLACK, `shard ${shard} took ${at - frozen} ms`);
      assert.ok(at - frozen >= INTERVAL / 2, "no verdict before a heartbeat was unanswered");
      const { code, by } = r.last(shard, "backoff") ?? {};
      assert.deepEqual([code, by], [4900, "us"]);
      const { at: again = NaN } = r.last(shard, "connecting") ?? {};
      assert.ok(again - at <= CLOSE_MS + BACKOFF_MS + SLACK, `after ${again - at} ms`);
    }
    r.simulator.inject({ kind: "rate", rate: 0 });
    await r.complete();
    assert.ok(r.simulator.closes.every(({ by }) => by === "network"));
    assert.equal(r.simulator.counters.identifies, SHARDS);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("scenario 9: a server that is silent but reads sees a close code of ours", async () => {
    await using r = await rig({ shards: 1, heartbeatInterval: INTERVAL });
    await r.gateway.start();
    await r.complete();
    r.simulator.inject({ kind: "acks", mode: "drop", ms: Infinity });
    await r.simulator.waitFor("close");
    r.simulator.inject({ kind: "clear", of: "acks" });
    await r.simulator.waitFor(() => r.simulator.counters.resumes === 1);
    assert.deepEqual(
      r.simulator.closes.map(({ code, by }) => [code, by]),
      [[4900, "client"]],
    );
    assert.equal(r.simulator.counters.identifies, 1);
    assert.deepEqual(r.simulator.violations, []);
  });
});

describe("scenario 10: acks withheld while events flow", () => {
  it("scenario 10, twilight 34: the connection is kept", async () => {
    await using r = await rig({ shards: 4, heartbeatInterval: 1_000, rate: 100 });
    r.simulator.inject({ kind: "acks", mode: "drop", ms: Infinity });
    await r.gateway.start();
    const beats = r.simulator.counters.heartbeats;
    await r.simulator.waitFor(() => r.simulator.counters.heartbeats >= beats + 4 * 6, 20_000);
    assert.deepEqual(r.simulator.closes, []);
    assert.equal(r.simulator.counters.connections, 4);
    assert.equal(r.simulator.counters.identifies, 4);
    r.simulator.inject({ kind: "rate", rate: 0 });
    await r.complete();
    assert.deepEqual(r.simulator.violations, []);
  });
});
