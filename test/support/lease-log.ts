// Asks an identify queue for leases and writes down which came when.

import assert from "node:assert/strict";
import type { IdentifyQueue, Lease } from "../../src/coordinator/identify-queue.js";

/** What came of the leases that were asked for. */
export class LeaseLog {
  /** Shards that have been given a lease, in order, with when. */
  readonly given: { readonly shard: number; readonly at: number }[] = [];
  readonly #leases = new Map<number, Lease>();
  readonly #queue: IdentifyQueue;
  readonly #now: () => number;
  readonly #atOnce: "send" | "keep";

  /** @param atOnce - what happens to a lease that is given. */
  constructor(queue: IdentifyQueue, now: () => number, atOnce: "send" | "keep") {
    this.#queue = queue;
    this.#now = now;
    this.#atOnce = atOnce;
  }

  get shards(): number[] {
    return this.given.map(({ shard }) => shard);
  }

  /** Asks for shards; the function that is returned aborts them all. */
  ask(...shards: number[]): () => void {
    const controllers = shards.map((shard) => {
      const controller = new AbortController();
      this.#queue.lease(shard, controller.signal).then(
        (lease) => this.#take(shard, lease),
        (error: unknown) => assert.equal(error, controller.signal.reason),
      );
      return controller;
    });
    return () => controllers.forEach((controller) => controller.abort());
  }

  /** The last lease of a shard. */
  lease(shard: number): Lease {
    const lease = this.#leases.get(shard);
    assert.ok(lease, `shard ${shard} has a lease`);
    return lease;
  }

  #take(shard: number, lease: Lease): void {
    this.given.push({ shard, at: this.#now() });
    this.#leases.set(shard, lease);
    if (this.#atOnce === "send") {
      lease.sent();
    }
  }
}
