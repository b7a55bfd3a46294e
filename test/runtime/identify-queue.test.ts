import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { IdentifyQueue, Lease } from "../../src/index.js";
import { rig } from "../support/rig.js";

/** How a lease ended. */
type End = "sent" | "release";

/** A queue that gives what its test makes it give, and writes down how each lease ends. */
class OwnQueue implements IdentifyQueue {
  /** By the number of the lease; more than one end is a fault. */
  readonly ends: End[][] = [];
  readonly asked: { readonly shard: number; readonly signal: AbortSignal }[] = [];
  readonly #turn: (shard: number) => Promise<void>;

  /** @param turn - settles when the shard's turn has come. */
  constructor(turn: (shard: number) => Promise<void>) {
    this.#turn = turn;
  }

  async lease(shard: number, signal: AbortSignal): Promise<Lease> {
    this.asked.push({ shard, signal });
    await this.#turn(shard);
    const ends: End[] = [];
    this.ends.push(ends);
    return { sent: () => ends.push("sent"), release: () => ends.push("release") };
  }

  /** Waits until it was asked so often. */
  async untilAsked(times: number): Promise<void> {
    while (this.asked.length < times) await wait(5);
  }

  /** How many leases ended in this way. Fails where one did not end, or twice. */
  count(how: End): number {
    for (const ends of this.ends) assert.equal(ends.length, 1, `a lease ended in [${ends.join()}]`);
    return this.ends.flat().filter((end) => end === how).length;
  }
}

/** A promise that the test settles. */
function gate(): { readonly promise: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("an identify queue of the user's own", () => {
  it("gives every identify, and each lease is sent once", async () => {
    const identify = new OwnQueue(() => Promise.resolve());
    await using r = await rig({ shards: 8 }, { identify });
    await r.gateway.start();
    await r.complete();
    assert.deepEqual(
      identify.asked.map(({ shard }) => shard).toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    assert.equal(identify.count("sent"), 8);
    assert.equal(r.simulator.counters.identifies, 8);
  });

  it("may be slow: shards identify in the order of its leases", async () => {
    const order: Promise<void>[] = [];
    const identify = new OwnQueue((shard) => (order[shard] ??= wait(100 * (4 - shard))));
    await using r = await rig({ shards: 4 }, { identify });
    await r.gateway.start();
    assert.deepEqual(
      r.simulator.identifyLog.map(({ shard }) => shard),
      [3, 2, 1, 0],
    );
    assert.equal(identify.count("sent"), 4);
  });

  it("twilight 56: may reject: the user is warned and it is asked again, each time later", async () => {
    const asked: number[] = [];
    const identify = new OwnQueue(async (shard) => {
      if (shard === 1 && asked.push(performance.now()) <= 2) {
        throw new Error("the queue's server is away");
      }
    });
    await using r = await rig({ shards: 2 }, { identify });
    await r.gateway.start();
    await r.complete();
    const [first = NaN, second = NaN, third = NaN] = asked;
    assert.ok(second - first >= 990 && third - second >= 1_990, `asked at ${asked.join(", ")} ms`);
    assert.equal(r.warnings.length, 2);
    for (const warning of r.warnings) {
      assert.ok("code" in warning && warning.code === "IDENTIFY_QUEUE_FAILED");
      assert.match(warning.message, /shard 1: the queue's server is away; asked again in \d+ ms/);
      assert.ok(warning.cause instanceof Error);
    }
    assert.equal(identify.count("sent"), 2);
    assert.equal(identify.asked.length, 4);
    assert.equal(r.simulator.counters.identifies, 2);
  });

  it("twilight 49: gets a lease back that comes after its connection is gone", async () => {
    const gates = [gate(), gate()];
    let asked = 0;
    const identify = new OwnQueue(() => gates[asked++]?.promise ?? Promise.resolve());
    await using r = await rig({ shards: 1 }, { identify });
    const started = r.gateway.start();
    await identify.untilAsked(1);
    assert.equal(r.simulator.inject({ kind: "reset" }), 1);
    await identify.untilAsked(2);
    assert.equal(identify.asked[0]?.signal.aborted, true);
    assert.equal(identify.asked[1]?.signal.aborted, false);
    gates[0]?.open();
    await wait(100);
    assert.deepEqual(identify.ends, [["release"]]);
    assert.equal(r.simulator.counters.identifies, 0);
    gates[1]?.open();
    await started;
    assert.equal(identify.count("sent"), 1);
    assert.equal(r.simulator.counters.identifies, 1);
  });

  it("has every lease answered once while connections come and go", async () => {
    const identify = new OwnQueue(() => wait(Math.random() * 60));
    await using r = await rig({ shards: 16 }, { identify });
    const chaos = setInterval(() => {
      r.simulator.inject({ kind: "reset", fraction: 0.3 });
    }, 40);
    const started = r.gateway.start();
    await wait(2_500);
    clearInterval(chaos);
    await started;
    await wait(300);
    const sent = identify.count("sent");
    assert.ok(identify.count("release") > 0, "some came too late");
    assert.ok(r.simulator.counters.identifies <= sent);
    assert.ok(
      sent - r.simulator.counters.identifies <= 16,
      "what is lost on the way counts as sent",
    );
    assert.deepEqual(r.simulator.violations, []);
  });

  it("is told by the signal that the coordinator closes", async () => {
    const { promise, open } = gate();
    const identify = new OwnQueue(() => promise);
    await using r = await rig({ shards: 3 }, { identify });
    const started = r.gateway.start();
    await identify.untilAsked(3);
    const closed = r.gateway.close();
    await assert.rejects(started, { code: "CLOSED" });
    await closed;
    assert.ok(identify.asked.every(({ signal }) => signal.aborted));
    open();
    await wait(50);
    assert.equal(identify.count("release"), 3);
    assert.equal(r.simulator.counters.identifies, 0);
  });
});
