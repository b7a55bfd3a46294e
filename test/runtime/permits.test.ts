// Permits that a thread cannot use: it stands still when they come, or dies with them. The threads
// of this process load the saboteur, which makes them do so.

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { BroadcastChannel } from "node:worker_threads";
import { GatewayError, type IdentifyQueue, type Lease } from "../../src/index.js";
import { hrtime } from "../../src/transport/hrtime.js";
import { rig, type Rig } from "../support/rig.js";
import { CHANNEL, type Order } from "../support/saboteur.js";

const SABOTEUR = new URL("../support/saboteur.js", import.meta.url).href;
process.env["NODE_OPTIONS"] = `--import ${SABOTEUR}`;

const channel = new BroadcastChannel(CHANNEL);
after(() => channel.close());

function sabotage(how: Order["how"], stall: number): void {
  channel.postMessage({ how, stall, whom: "all" } satisfies Order);
}

/** What became of a lease. */
interface Given {
  readonly shard: number;
  readonly at: number;
  end: { readonly how: "sent" | "release"; readonly at: number } | null;
}

/** Holds all leases back until it is told how many to give. */
class HeldQueue implements IdentifyQueue {
  readonly given: Given[] = [];
  readonly #waiting: (() => void)[] = [];

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  async lease(shard: number, signal: AbortSignal): Promise<Lease> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener("abort", () => {
        this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
        reject(signal.reason);
      });
    });
    const given: Given = { shard, at: hrtime(), end: null };
    this.given.push(given);
    const end = (how: "sent" | "release", at = hrtime()): void => {
      assert.equal(given.end, null, "a lease ends once");
      given.end = { how, at };
    };
    return { sent: (at) => end("sent", at), release: () => end("release") };
  }

  /** Gives a lease to so many of those who wait. */
  give(count: number): void {
    for (const resolve of this.#waiting.splice(0, count)) resolve();
  }

  /** Waits until so many wait. */
  async waitFor(count: number): Promise<void> {
    while (this.waiting < count) await wait(5);
  }
}

/** A start that has come to the permits: every shard waits for one. */
async function waiting(shards: number): Promise<{
  readonly r: Rig;
  readonly queue: HeldQueue;
  readonly started: Promise<void>;
}> {
  const queue = new HeldQueue();
  const r = await rig({ shards }, { identify: queue, threads: 1 });
  const started = r.gateway.start();
  await queue.waitFor(shards);
  return { r, queue, started };
}

describe("permits that a thread cannot use", { concurrency: 1 }, () => {
  it("come back unused from a thread that was late, and the shards wait on", async () => {
    const { r, queue, started } = await waiting(2);
    await using _ = r;
    sabotage("nothing", 800);
    await wait(50);
    queue.give(2);
    await queue.waitFor(2);
    assert.deepEqual(
      queue.given.map(({ end }) => end?.how),
      ["release", "release"],
    );
    assert.equal(r.simulator.counters.identifies, 0);
    assert.deepEqual(r.warnings, []);
    queue.give(2);
    await started;
    assert.deepEqual(
      queue.given.map(({ end }) => end?.how),
      ["release", "release", "sent", "sent"],
    );
    assert.equal(r.simulator.counters.identifies, 2);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("three times in a row are worth a warning that names the thread", async () => {
    const { r, queue, started } = await waiting(3);
    await using _ = r;
    sabotage("nothing", 800);
    await wait(50);
    queue.give(3);
    await queue.waitFor(3);
    assert.equal(r.warnings.length, 1);
    const [warning] = r.warnings;
    assert.ok(warning instanceof GatewayError);
    assert.equal(warning.code, "PERMIT_LATE");
    assert.equal(warning.thread, 0);
    assert.match(warning.message, /Thread 0 was over 250 ms late for 3 identify permits/);
    queue.give(3);
    await started;
    assert.equal(r.simulator.counters.identifies, 3);
    assert.equal(r.warnings.length, 1);
  });

  it("count as sent at their last moment where the thread died with them", async () => {
    const { r, queue, started } = await waiting(2);
    await using _ = r;
    sabotage("exit", 500);
    await wait(50);
    queue.give(1);
    await queue.waitFor(2);
    const [lost] = queue.given;
    assert.equal(queue.given.length, 1);
    assert.equal(lost?.end?.how, "sent");
    assert.ok(Math.abs((lost?.end?.at ?? 0) - (lost?.at ?? 0) - 250) < 50);
    queue.give(2);
    await started;
    assert.equal(r.simulator.counters.identifies, 2);
    assert.ok(r.warnings.some((error) => "code" in error && error.code === "THREAD_DIED"));
    await r.complete();
  });

  it("let the lane's next shard go first, then come again", async () => {
    await using r = await rig({ shards: 3, maxConcurrency: 1 }, { threads: 1 });
    const started = r.gateway.start();
    await once(r.gateway, "plan");
    await r.until(() => r.times(0, "identifying") === 1);
    await r.until(() => [1, 2].every((id) => r.times(id, "waiting") === 1));
    // The next permit is given 5,150 ms after the first; the thread stands still then.
    await wait(4_800);
    sabotage("nothing", 1_000);
    await started;
    assert.deepEqual(
      r.simulator.identifyLog.map(({ shard }) => shard),
      [0, 2, 1],
    );
    const [first, second, third] = r.simulator.identifyLog.map(({ at }) => at);
    assert.ok((second ?? 0) - (first ?? 0) < 8_000, "the lane is free at once");
    assert.ok((third ?? 0) - (second ?? 0) >= 5_000);
    assert.deepEqual(r.warnings, []);
  });
});
