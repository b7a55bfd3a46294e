// Everything that a run needs before its first thread starts: Discord's word on it, the sessions
// of the last run, and a queue for identifies.

import type { GatewayBot } from "../discord/gateway-bot-answer.js";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { IdentifySettings } from "../shard/payloads.js";
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
  /** What each shard says when it identifies. */
  readonly identifies: readonly (readonly [shard: number, settings: IdentifySettings])[];
}

/**
 * @param warn - told when identifies run out during the run.
 * @throws GatewayError; the signal's reason; what is wrong with the user's `shardOptions`.
 */
export async function prepare(
  settings: Settings,
  signal: AbortSignal,
  warn: (error: GatewayError) => void,
): Promise<Prepared> {
  const { plan, bot } = await makePlan(settings, signal);
  const identifies = plan.ids.map((id) => [id, settings.identifySettings(id)] as const);
  const sessions = await unlessAborted(storedSessions(settings, plan), signal);
  checkBudget(plan, bot, sessions.length, settings.spendReserve);
  const queue = settings.identifyQueue ?? ownQueue(settings, plan, bot, warn);
  return { plan, gatewayUrl: settings.gatewayUrl ?? bot.url, queue, sessions, identifies };
}

async function storedSessions(
  { token, intents, sessions }: Settings,
  { total, ids }: Plan,
): Promise<readonly StoredSession[]> {
  try {
    const stored = await sessions.load({ bot: token.digest(), total, intents });
    return stored.filter((session) => session.total === total && ids.includes(session.shard));
  } catch (cause) {
    const message = `The session store failed: ${why(cause)}; nothing is started without it`;
    throw new GatewayError("STORE_FAILED", message, { cause });
  }
}

/** A promise; or a rejection with the signal's reason, when that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
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
