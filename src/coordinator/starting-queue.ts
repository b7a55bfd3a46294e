// The identify queue of a run, which begins with what the run before has used up.

import type { GatewayBot } from "../discord/gateway-bot-answer.js";
import { GatewayError } from "../discord/gateway-error.js";
import { hrtime } from "../transport/hrtime.js";
import { MemoryIdentifyQueue } from "./memory-identify-queue.js";
import { LANE_MS } from "./permit.js";
import type { Stored } from "./session-store.js";

/** What it is for. */
export interface StartingQueue {
  readonly bot: GatewayBot;
  /** The bot's number of shards. */
  readonly total: number;
  readonly spendReserve: boolean;
  /** `wait` where none of these shards may identify before the next reset. */
  readonly budget: "go" | "wait";
  /** `at an answer` where Discord's figures are yet to come, by `update`. Default: now. */
  readonly opens?: "now" | "at an answer";
  readonly stored: Stored;
  /** A steady clock in ms. Default: `process.hrtime`. */
  readonly now?: () => number;
}

/** Who is told of the budget. */
export interface BudgetOwner {
  /** Few identifies are left. */
  warning(error: GatewayError): void;
  /** None are left, and some shards wait for more. */
  postponed(error: GatewayError): void;
}

/** Makes it. */
export function startingQueue(
  { bot, total, spendReserve, budget, opens = "now", stored, now = hrtime }: StartingQueue,
  owner: BudgetOwner,
): MemoryIdentifyQueue {
  const wall = Date.now();
  const began = now();
  const steady = (at: number): number => began - Math.max(0, wall - at);
  return new MemoryIdentifyQueue({
    ...bot,
    shards: total,
    spendReserve,
    now,
    closed: budget === "wait",
    past: stored.identifies.map(({ shard, at }) => ({ shard, at: steady(at) })),
    opensAt: opens === "now" ? steady(stored.since) + LANE_MS : Infinity,
    onLow: (left) => owner.warning(low(left)),
    onExhausted: (until) => owner.postponed(exhausted(until)),
  });
}

function low(left: number): GatewayError {
  const message =
    `Only ${left} identifies are left for today: what makes shards identify again and again? ` +
    "At the reserve they stop until the next reset";
  return new GatewayError("BUDGET_LOW", message);
}

function exhausted(until: number): GatewayError {
  const message =
    "Too few identifies are left today beyond the reserve: shards that need one wait until " +
    `${new Date(until).toISOString()}, all others go on`;
  return new GatewayError("BUDGET_EXHAUSTED", message, { until });
}
