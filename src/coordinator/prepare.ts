// Everything that a run needs before its first thread starts: the sessions of the last run,
// Discord's word on this one, and a queue for identifies.

import { fetchGatewayBot } from "../discord/gateway-bot.js";
import { hrtime } from "../transport/hrtime.js";
import type { IdentifyQueue } from "./identify-queue.js";
import { IdentifyWindow, smallerRemainder } from "./identify-window.js";
import { checkBudget, type Plan, planOf } from "./plan.js";
import type { StoredSession } from "./session-store.js";
import type { Settings } from "./settings.js";
import { type BudgetOwner, startingQueue } from "./starting-queue.js";
import { chooseTotal, loadStored } from "./stored-start.js";

/** What a run begins with. */
export interface Prepared {
  readonly plan: Plan;
  /** For new sessions, without query. */
  readonly gatewayUrl: string;
  readonly queue: IdentifyQueue;
  /** When identifies count no more. */
  readonly window: IdentifyWindow;
  readonly sessions: readonly StoredSession[];
}

/** @param owner - told what is amiss now or during the run, but for what rejects. */
export async function prepare(
  settings: Settings,
  signal: AbortSignal,
  owner: BudgetOwner,
): Promise<Prepared> {
  const { apiUrl, token, shards, logger, spendReserve } = settings;
  const warn = owner.warning.bind(owner);
  const before = await loadStored(settings, shards.total === "auto" ? null : shards.total, warn);
  const discord = await fetchGatewayBot({ apiUrl, token: token.reveal(), signal });
  const bot = smallerRemainder(discord, before.identifies, Date.now());
  const { total, because } = chooseTotal(shards.total, before.total, bot.shards, logger);
  const plan = planOf(settings, bot, total);
  const stored = total === shards.total ? before : await loadStored(settings, total, warn, because);
  const sessions = stored.sessions.filter(({ shard }) => plan.ids.includes(shard));
  const budget = checkBudget(plan, bot, sessions.length, spendReserve);
  return {
    plan,
    gatewayUrl: settings.gatewayUrl ?? bot.url,
    queue:
      settings.identifyQueue ?? startingQueue({ bot, total, spendReserve, budget, stored }, owner),
    window: new IdentifyWindow(bot, hrtime),
    sessions,
  };
}
