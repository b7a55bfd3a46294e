// How far a start is and how long it still takes, from what is known of each shard. Shards
// identify in lanes (`shard % max_concurrency`), one a window each, so the slowest lane decides.
// https://discord.com/developers/docs/events/gateway#sharding-max-concurrency

import { IDENTIFY_MARGIN_MS, IDENTIFY_WINDOW_MS } from "../discord/limits.js";
import type { ShardStateName } from "../shard/sink.js";

/** What is known of a start. */
export interface StartState {
  readonly maxConcurrency: number;
  /** Where each shard of this process stands. */
  readonly shards: ReadonlyMap<number, ShardStateName>;
  /** Shards that have been ready once, and so have their first identify behind them. */
  readonly seen: ReadonlySet<number>;
  /** When a lane identified last, in ms of the same clock as `now`. */
  readonly identified: ReadonlyMap<number, number>;
  readonly now: number;
}

/** How far a start is. */
export interface Outlook {
  readonly total: number;
  readonly ready: number;
  /** Identify windows that have yet to begin. */
  readonly windowsLeft: number;
  /** Until the last of them begins, in ms. */
  readonly msLeft: number;
}

const WINDOW_MS = IDENTIFY_WINDOW_MS + IDENTIFY_MARGIN_MS;

/** Whether a shard has its identify before it: it is not identifying, resuming or ready. */
function identifiesLater(state: ShardStateName): boolean {
  return state === "idle" || state === "connecting" || state === "waiting" || state === "backoff";
}

/** How many shards of each lane have their first identify before them. */
function waitingByLane({ maxConcurrency, shards, seen }: StartState): ReadonlyMap<number, number> {
  const lanes = new Map<number, number>();
  for (const [shard, state] of shards) {
    const lane = shard % maxConcurrency;
    const waits = !seen.has(shard) && identifiesLater(state);
    if (waits) lanes.set(lane, (lanes.get(lane) ?? 0) + 1);
  }
  return lanes;
}

/** Looks ahead. */
export function outlook(start: StartState): Outlook {
  const lanes = [...waitingByLane(start)];
  const msOf = ([lane, waiting]: readonly [lane: number, waiting: number]): number => {
    const since = start.now - (start.identified.get(lane) ?? -Infinity);
    return Math.max(0, WINDOW_MS - since) + (waiting - 1) * WINDOW_MS;
  };
  return {
    total: start.shards.size,
    ready: [...start.shards.values()].filter((state) => state === "ready").length,
    windowsLeft: Math.max(0, ...lanes.map(([, waiting]) => waiting)),
    msLeft: Math.max(0, ...lanes.map(msOf)),
  };
}
