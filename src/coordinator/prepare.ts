// Everything that a run needs before its first thread starts: Discord's word on it, the sessions
// of the last run, and a queue for identifies.

import type { GatewayError } from "../discord/gateway-error.js";
import { IdentifyBudget } from "./identify-budget.js";
import type { IdentifyQueue } from "./identify-queue.js";
import { MemoryIdentifyQueue } from "./memory-identify-queue.js";
import { checkBudget, makePlan, type Plan } from "./plan.js";
import type { StoredSession } from "./session-store.js";
import type { Settings } from "./settings.js";

/** What a run begins with. */
export interface Prepared {
  readonly plan: Plan;
  /** For new sessions, without query. */
  readonly gatewayUrl: string;
  readonly queue: IdentifyQueue;
  readonly sessions: readonly StoredSession[];
}

/** @param warn - told when identifies run out during the run. */
export async function prepare(
  settings: Settings,
  signal: AbortSignal,
  warn: (error: GatewayError) => void,
): Promise<Prepared> {
  const { plan, bot } = await makePlan(settings, signal);
  const { token, intents, spendReserve } = settings;
  const key = { bot: token.digest(), total: plan.total, intents };
  const stored = await settings.sessions.load(key);
  const sessions = stored.filter(({ shard, total }) => {
    return total === plan.total && plan.ids.includes(shard);
  });
  checkBudget(plan, bot, sessions.length, spendReserve);
  const queue = settings.identifyQueue ?? ownQueue(settings, plan, bot, warn);
  return { plan, gatewayUrl: settings.gatewayUrl ?? bot.url, queue, sessions };
}
