// What a start would be, before anything of it is begun: what is stored, what Discord says, and
// the plan that both make. Nothing is spent by it.

import type { GatewayBot } from "../discord/gateway-bot-answer.js";
import type { IdentifySettings } from "../shard/payloads.js";
import { askDiscord, type AnswerOwner, type DiscordAnswer } from "./discord-answer.js";
import { smallerRemainder } from "./identify-window.js";
import { planOf, type Plan } from "./plan.js";
import type { PastIdentify, SessionStore, Stored, StoredSession } from "./session-store.js";
import type { Settings } from "./settings.js";
import { chooseTotal, loadStored, totalOf } from "./stored-start.js";

/** The settings of a start, and what is stored, to be read at least. */
export type SurveySettings = Omit<Settings, "sessions"> & {
  readonly sessions: Pick<SessionStore, "load">;
};

/** A start as it would be. */
export interface Survey {
  readonly plan: Plan;
  /** Who has said so: `sessions` where Discord gives no answer and its figures are not known. */
  readonly from: DiscordAnswer["from"];
  /** Discord's figures, less what is known to be spent. */
  readonly bot: GatewayBot;
  /** How many shards Discord recommends, or what stands in for it. */
  readonly recommended: number;
  /** What is stored for this total, and not necessarily for these shards. */
  readonly stored: Stored;
  /** The identifies that still count. */
  readonly past: readonly PastIdentify[];
  /** What shards of this start resume. */
  readonly sessions: readonly StoredSession[];
  /** What each shard says when it identifies. */
  readonly identifies: readonly (readonly [shard: number, settings: IdentifySettings])[];
}

/**
 * Finds out.
 *
 * @param signal - gives it up.
 * @param owner - told of what is not used, and of a Discord that gives no answer.
 * @throws GatewayError API_UNREACHABLE, TOKEN_REFUSED, STORE_LOCKED or STORE_FAILED; the signal's
 *   reason; RangeError, and what is wrong with the user's `shardOptions`.
 */
export async function survey(
  settings: SurveySettings,
  signal: AbortSignal,
  owner: AnswerOwner,
): Promise<Survey> {
  const { shards, logger } = settings;
  const load = (all: number | null, because = ""): Promise<Stored> =>
    unlessAborted(loadStored(settings, all, owner, because), signal);
  const before = await load(shards.total === "auto" ? null : shards.total);
  const { bot: answer, from } = await askDiscord(settings, before, owner, { signal });
  const { identifies: past } = before;
  const bot = smallerRemainder(answer, past, Date.now());
  const { total, because } = chooseTotal(shards.total, totalOf(before), bot.shards, logger);
  const plan = planOf(settings, bot, total);
  const identifies = plan.ids.map((id) => [id, settings.identifySettings(id)] as const);
  const stored = total === shards.total ? before : await load(total, because);
  const sessions = stored.sessions.filter((session) => {
    return session.total === total && plan.ids.includes(session.shard);
  });
  return { plan, from, bot, recommended: answer.shards, stored, past, sessions, identifies };
}

/** A promise; or a rejection with the signal's reason, when that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
