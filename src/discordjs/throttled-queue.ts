// An identify queue over the throttler that a manager's user brought. The one that @discordjs/ws
// brings itself is left aside for the coordinator's queue, which knows the budget of the day.

import type { IdentifyQueue, Lease } from "../coordinator/identify-queue.js";
import type { ShardManager, Throttler } from "./manager.js";

/** The class of the throttler that nobody has asked for. */
const USUAL = "SimpleIdentifyThrottler";

/** A throttler counts a permit when it gives it. */
const LEASE: Lease = { sent: () => undefined, release: () => undefined };

/** A throttler as a queue. */
class ThrottledQueue implements IdentifyQueue {
  readonly #throttler: Throttler;

  constructor(throttler: Throttler) {
    this.#throttler = throttler;
  }

  async lease(shard: number, signal: AbortSignal): Promise<Lease> {
    await this.#throttler.waitForIdentify(shard, signal);
    return LEASE;
  }
}

/** The queue of a manager's own throttler; null where it has none but the usual one. */
export async function throttledQueue(manager: ShardManager): Promise<IdentifyQueue | null> {
  const throttler = await manager.options.buildIdentifyThrottler(manager);
  return throttler.constructor.name === USUAL ? null : new ThrottledQueue(throttler);
}
