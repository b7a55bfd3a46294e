// What is to be run, decided once at the start: how many shards, which of them here, on how many
// threads, and whether Discord still lets them identify.

import { availableParallelism } from "node:os";
import { GatewayError } from "../discord/gateway-error.js";
import { fetchGatewayBot } from "../discord/gateway-bot.js";
import type { GatewayBot } from "../discord/gateway-bot-answer.js";
import { inflaterName } from "../shard/inflate.js";
import { autoThreads } from "./assignment.js";
import { hrtime } from "../transport/hrtime.js";
import { IdentifyBudget } from "./identify-budget.js";
import type { Settings } from "./settings.js";

/** A run as it is planned; the `plan` event tells it. */
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
  readonly inflater: "zlib-sync" | "minizlib" | "none";
}

/** Asks Discord, and plans. Rejects where it cannot be reached or refuses the token. */
export async function makePlan(
  settings: Settings,
  signal: AbortSignal,
): Promise<{ readonly plan: Plan; readonly bot: GatewayBot }> {
  const { apiUrl, token, ca } = settings;
  const bot = await fetchGatewayBot({ apiUrl, token: token.reveal(), ca, signal });
  return { plan: planOf(settings, bot), bot };
}

function planOf({ shards, threads, compress }: Settings, bot: GatewayBot): Plan {
  const total = shards.total === "auto" ? bot.shards : shards.total;
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
    inflater: compress === "none" ? "none" : inflaterName(),
  };
}

/**
 * Refuses a start for which too few identifies are left.
 *
 * @param resumable - how many of the shards have a session: they need no identify.
 */
export function checkBudget(
  { ids, total }: Plan,
  bot: GatewayBot,
  resumable: number,
  spendReserve: boolean,
): void {
  const { reserve } = new IdentifyBudget({ ...bot, shards: total, spendReserve, now: hrtime });
  const left = Math.max(0, bot.remaining - reserve);
  const needed = ids.length - resumable;
  if (needed <= left || resumable > 0) return;
  const until = Date.now() + bot.resetAfter;
  throw new GatewayError(
    "BUDGET_EXHAUSTED",
    `Cannot start ${needed} shards: Discord lets this bot identify ${bot.remaining} more times ` +
      `(${reserve} of them kept in reserve) until ${new Date(until).toISOString()}; ` +
      "start again then, since more would reset the token",
    { until },
  );
}
