// What the run before left behind, and how many shards that makes: stored sessions are worth more
// than Discord's latest figure, since every one of them saves an identify and its events.

import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { Logger } from "./logger.js";
import { resumable } from "./resumable.js";
import type { Settings } from "./settings.js";
import type { SessionStore, Stored } from "./session-store.js";

/** Stored sessions keep their total while Discord's figure is at most so many times it. */
const MOST_GROWTH = 2;

/** What is stored, and for whom. */
export interface StoredSource extends Pick<Settings, "token" | "intents"> {
  readonly sessions: Pick<SessionStore, "load">;
}

/** Who is told of what is not used. */
export interface StoredOwner {
  warning(error: GatewayError): void;
}

/**
 * Loads what is stored for this bot.
 *
 * @param total - null for whatever total is stored.
 * @param because - why something is of no use, to begin the warning with.
 * @throws GatewayError STORE_LOCKED or STORE_FAILED; RangeError for what can be no store.
 */
export async function loadStored(
  { token, intents, sessions }: StoredSource,
  total: number | null,
  owner: StoredOwner,
  because: string,
): Promise<Stored> {
  try {
    const stored = await sessions.load({ bot: token.digest(), total, intents });
    const { rejected } = stored;
    if (rejected !== null) owner.warning(new GatewayError("STORE_REJECTED", because + rejected));
    return { ...stored, sessions: resumable(stored.sessions) };
  } catch (cause) {
    if (cause instanceof GatewayError || cause instanceof RangeError) throw cause;
    const message = `The session store failed: ${why(cause)}; nothing is started without it`;
    throw new GatewayError("STORE_FAILED", message, { cause });
  }
}

/** The total of stored sessions; null where there are none. */
export function totalOf({ sessions }: Stored): number | null {
  return sessions[0]?.total ?? null;
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
