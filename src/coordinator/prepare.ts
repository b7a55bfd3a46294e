// Everything that a run needs before its first thread starts: the sessions of the last run,
// Discord's word on this one, and a queue for identifies.

import type { IdentifySettings } from "../shard/payloads.js";
import { hrtime } from "../transport/hrtime.js";
import { askOn } from "./discord-answer.js";
import type { BudgetStanding } from "./identify-budget.js";
import type { IdentifyQueue } from "./identify-queue.js";
import { IdentifyWindow, smallerRemainder } from "./identify-window.js";
import { checkBudget, type Plan } from "./plan.js";
import type { StoredSession } from "./session-store.js";
import type { Settings } from "./settings.js";
import { type BudgetOwner, startingQueue } from "./starting-queue.js";
import { survey } from "./survey.js";

/** What a run begins with. */
export interface Prepared {
  readonly plan: Plan;
  /** For new sessions, without query. */
  readonly gatewayUrl: string;
  readonly queue: IdentifyQueue;
  /** How the budget of the day stands; with a queue of the user's, how it stood at the start. */
  readonly budget: () => BudgetStanding;
  /** When identifies count no more. */
  readonly window: IdentifyWindow;
  readonly sessions: readonly StoredSession[];
  /** What each shard says when it identifies. */
  readonly identifies: readonly (readonly [shard: number, settings: IdentifySettings])[];
}

/** Who is told what is amiss. */
export interface PrepareOwner extends BudgetOwner {
  /** Fires when the run is over. */
  readonly closed: AbortSignal;
}

/**
 * @param signal - gives the start up.
 * @param owner - told what is amiss now or during the run, but for what rejects.
 * @throws GatewayError; the signal's reason; what is wrong with the user's `shardOptions`.
 */
export async function prepare(
  settings: Settings,
  signal: AbortSignal,
  owner: PrepareOwner,
): Promise<Prepared> {
  const { spendReserve } = settings;
  const found = await survey(settings, signal, owner);
  const { plan, bot, sessions, stored, identifies } = found;
  const budget = checkBudget(plan, bot, sessions.length, spendReserve);
  const opens = found.from === "discord" ? "now" : "at an answer";
  const own = startingQueue({ bot, total: plan.total, spendReserve, budget, opens, stored }, owner);
  if (found.from === "sessions") {
    void askOn(settings, owner, owner.closed, (later) => {
      own.update(smallerRemainder(later, found.past, Date.now()));
    });
  }
  return {
    plan,
    gatewayUrl: settings.gatewayUrl ?? bot.url,
    queue: settings.identifyQueue ?? own,
    budget: () => own.budget,
    window: new IdentifyWindow(bot, hrtime),
    sessions,
    identifies,
  };
}
