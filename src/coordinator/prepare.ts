// Everything that a run needs before its first thread starts: the sessions of the last run,
// Discord's word on this one, and a queue for identifies.

import type { IdentifySettings } from "../shard/payloads.js";
import { hrtime } from "../transport/hrtime.js";
import { askDiscord, askOn } from "./discord-answer.js";
import type { BudgetStanding } from "./identify-budget.js";
import type { IdentifyQueue } from "./identify-queue.js";
import { IdentifyWindow, smallerRemainder } from "./identify-window.js";
import { checkBudget, type Plan, planOf } from "./plan.js";
import type { Stored, StoredSession } from "./session-store.js";
import type { Settings } from "./settings.js";
import { type BudgetOwner, startingQueue } from "./starting-queue.js";
import { chooseTotal, loadStored, totalOf } from "./stored-start.js";

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
  const { shards, logger, spendReserve } = settings;
  const stored = (all: number | null, because = ""): Promise<Stored> =>
    unlessAborted(loadStored(settings, all, owner, because), signal);
  const before = await stored(shards.total === "auto" ? null : shards.total);
  const answer = await askDiscord(settings, before, owner, { signal });
  const bot = smallerRemainder(answer.bot, before.identifies, Date.now());
  const { total, because } = chooseTotal(shards.total, totalOf(before), bot.shards, logger);
  const plan = planOf(settings, bot, total);
  const identifies = plan.ids.map((id) => [id, settings.identifySettings(id)] as const);
  const found = total === shards.total ? before : await stored(total, because);
  const sessions = found.sessions.filter((session) => {
    return session.total === total && plan.ids.includes(session.shard);
  });
  const budget = checkBudget(plan, bot, sessions.length, spendReserve);
  const opens = answer.from === "discord" ? "now" : "at an answer";
  const own = startingQueue({ bot, total, spendReserve, budget, opens, stored: found }, owner);
  if (answer.from === "sessions") {
    void askOn(settings, owner, owner.closed, (later) => {
      own.update(smallerRemainder(later, before.identifies, Date.now()));
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

/** A promise; or a rejection with the signal's reason, when that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
