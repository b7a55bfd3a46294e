// Everything that a run needs before its first thread starts: Discord's word on it, the sessions
// of the last run, and a queue for identifies.

import type { GatewayBot } from "../discord/gateway-bot-answer.js";
import { GatewayError } from "../discord/gateway-error.js";
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

function ownQueue(
  { spendReserve }: Settings,
  { total }: Plan,
  bot: GatewayBot,
  warn: (error: GatewayError) => void,
): MemoryIdentifyQueue {
  return new MemoryIdentifyQueue({
    ...bot,
    shards: total,
    spendReserve,
    onExhausted: (until) => {
      const message =
        "No identifies are left today beyond the reserve: shards that need one wait until " +
        new Date(until).toISOString();
      warn(new GatewayError("BUDGET_EXHAUSTED", message, { until }));
    },
  });
}
