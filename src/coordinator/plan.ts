// What is to be run, decided once at the start: how many shards, which of them here, on how many
// threads, and whether Discord still lets them identify.

import { availableParallelism } from "node:os";
import { GatewayError } from "../discord/gateway-error.js";
import type { GatewayBot } from "../discord/gateway-bot-answer.js";
import { inflaterName, type InflaterName } from "../shard/inflate.js";
import { autoThreads } from "./assignment.js";
import { hrtime } from "../transport/hrtime.js";
import { IdentifyBudget } from "./identify-budget.js";
import type { Settings } from "./settings.js";

/** A run as planned; the `plan` event tells it. */
export interface Plan {
  /** The bot's number of shards. */
  readonly total: number;
  /** Those that run here, ascending. */
  readonly ids: readonly number[];
  readonly threads: number;
  readonly maxConcurrency: number;
  /** Identifies left today … */
  readonly remaining: number;
  /** … and in how many ms they are filled up again. */
  readonly resetAfter: number;
  /** What inflates messages. */
  readonly inflater: InflaterName;
}

/** A plan in one line. */
export function planSentence({ ids, total, threads, maxConcurrency, remaining }: Plan): string {
  const here = ids.length === total ? "" : `${ids.length} of `;
  const shards = total === 1 ? "1 shard" : `${here}${total} shards`;
  const where = threads === 1 ? "1 thread" : `${threads} threads`;
  const left = remaining.toLocaleString("en");
  return `${shards} in ${where}, ${maxConcurrency} at a time, ${left} identifies left`;
}

/** @throws RangeError where a shard is to run here that is not one of the total. */
export function planOf(
  { shards, threads, compress }: Pick<Settings, "shards" | "threads" | "compress">,
  bot: GatewayBot,
  total: number,
): Plan {
  const ids = shards.ids === "all" ? Array.from({ length: total }, (_, id) => id) : shards.ids;
  const beyond = ids.find((id) => id >= total);
  if (beyond !== undefined) {
    throw new RangeError(
      `Cannot start a coordinator as 'shards.ids' must be below the total of ${total}: received ${beyond}`,
    );
  }
  const wanted = threads === "auto" ? autoThreads(ids.length, availableParallelism()) : threads;
  return {
    total,
    ids,
    threads: Math.min(wanted, ids.length),
    maxConcurrency: bot.maxConcurrency,
    remaining: bot.remaining,
    resetAfter: bot.resetAfter,
    inflater: inflaterName(compress),
  };
}

/**
 * Whether there are identifies for a start: it is all or none of them, so that no start stops half
 * way for a day.
 *
 * @param resumable - how many of the shards have a session: they need no identify.
 * @returns `wait` where the rest of the shards has to wait for the next reset.
 * @throws GatewayError BUDGET_EXHAUSTED where no shard could do anything else.
 */
export function checkBudget(
  { ids, total }: Plan,
  bot: GatewayBot,
  resumable: number,
  spendReserve: boolean,
): "go" | "wait" {
  const { reserve } = new IdentifyBudget({ ...bot, shards: total, spendReserve, now: hrtime });
  const needed = ids.length - resumable;
  if (needed <= Math.max(0, bot.remaining - reserve)) return "go";
  if (resumable > 0) return "wait";
  const until = Date.now() + bot.resetAfter;
  throw new GatewayError(
    "BUDGET_EXHAUSTED",
    `Cannot start ${needed} shards: this bot may identify ${bot.remaining} more times ` +
      `(${reserve} of them kept in reserve) until ${new Date(until).toISOString()}; ` +
      "start again then, since more would reset the token",
    { until },
  );
}
