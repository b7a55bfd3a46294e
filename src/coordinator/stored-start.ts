// What the run before left behind, and how many shards that makes: stored sessions are worth more
// than Discord's latest figure, since every one of them saves an identify and its events.

import { GatewayError } from "../discord/gateway-error.js";
import type { Logger } from "./logger.js";
import type { Settings } from "./settings.js";
import type { Stored } from "./session-store.js";

/** Stored sessions keep their total while Discord's figure is at most so many times it. */
const MOST_GROWTH = 2;

/** What is stored, and for how many shards. */
export interface StoredStart extends Stored {
  /** Of the sessions; null where there are none. */
  readonly total: number | null;
}

/**
 * Loads what is stored for this bot.
 *
 * @param total - null for whatever total is stored.
 * @param because - why something may be of no use, for the warning.
 */
export async function loadStored(
  settings: Settings,
  total: number | null,
  warn: (error: GatewayError) => void,
  because = "",
): Promise<StoredStart> {
  const { token, intents, sessions: store } = settings;
  const stored = await store.load({ bot: token.digest(), total, intents });
  const { rejected, sessions } = stored;
  if (rejected !== null) warn(new GatewayError("STORE_REJECTED", because + rejected));
  return { ...stored, total: sessions[0]?.total ?? null };
}

/** How many shards, where Discord recommends so many; and why others than before. */
export function chooseTotal(
  wanted: number | "auto",
  stored: number | null,
  recommended: number,
  logger: Logger,
): { readonly total: number; readonly because: string } {
  if (wanted !== "auto") return { total: wanted, because: "" };
  if (stored === null || stored === recommended) return { total: recommended, because: "" };
  const figure = `Discord recommends ${recommended} shards`;
  if (recommended <= MOST_GROWTH * stored) {
    logger.info({ total: stored, recommended }, `${figure}: the ${stored} stored ones go on`);
    return { total: stored, because: "" };
  }
  const because = `${figure}, over ${MOST_GROWTH} times the ${stored} stored ones: a new start. `;
  return { total: recommended, because };
}
