// Who may identify, and when: the seam between the coordinator and whatever hands out identifies.

/**
 * One permit to identify. It ends in exactly one of the two calls; a lease that gets neither
 * counts as sent.
 */
export interface Lease {
  /**
   * The identify is on its way.
   *
   * @param at - when it was sent, by `process.hrtime`, in ms. Default: now.
   */
  sent(at?: number): void;
  /** It was not used: the lane is free at once and nothing is counted. */
  release(): void;
}

/**
 * Hands out identifies within Discord's limits: one a lane (`shard % max_concurrency`) in 5 s,
 * counted from when it was sent, and so many a day.
 * https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
 */
export interface IdentifyQueue {
  /**
   * Waits for the shard's turn. Within a lane the lowest waiting shard comes first.
   *
   * @param shard - the shard's number.
   * @param signal - aborted when the shard waits no longer; the promise then rejects with the
   *   signal's reason and no turn is used up.
   */
  lease(shard: number, signal: AbortSignal): Promise<Lease>;
}
