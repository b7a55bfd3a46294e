// Discord's word on a run. While it gives none, sessions that are stored are resumed without it:
// they know their gateway, and resuming takes no identify.

import { API_URL } from "../discord/limits.js";
import { fetchGatewayBot } from "../discord/gateway-bot.js";
import type { GatewayBot } from "../discord/gateway-bot-answer.js";
import { GatewayError } from "../discord/gateway-error.js";
import type { Settings } from "./settings.js";
import type { Stored } from "./session-store.js";

/** Discord's own gateway, where nobody says which. */
const GATEWAY_URL = "wss://gateway.discord.gg";

/** Identifies a day that every bot has at least. */
const LEAST_TOTAL = 1_000;

/** The answer, or what stands in for it. */
export interface DiscordAnswer {
  readonly from: "discord" | "sessions";
  readonly bot: GatewayBot;
}

/** Who is told that Discord gives no answer. */
export interface AnswerOwner {
  warning(error: GatewayError): void;
}

/** Whom to ask, and for which shards. */
export type AnswerSettings = Pick<Settings, "apiUrl" | "token" | "ca" | "shards">;

/** How it is asked. */
export interface Asking {
  readonly signal: AbortSignal;
  /** After so many ms it is given up. Default: 60,000. */
  readonly timeout?: number;
}

/**
 * Asks Discord.
 *
 * @throws GatewayError as `fetchGatewayBot`, but not API_UNREACHABLE where sessions can be resumed.
 */
export async function askDiscord(
  settings: AnswerSettings,
  stored: Stored,
  owner: AnswerOwner,
  asking: Asking,
): Promise<DiscordAnswer> {
  try {
    return { from: "discord", bot: await ask(settings, asking) };
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    const bot = standIn(settings, stored);
    if (bot === null) throw error;
    owner.warning(resuming(error));
    return { from: "sessions", bot };
  }
}

/** Asks on until Discord answers, or the signal fires. Never rejects. */
export async function askOn(
  settings: AnswerSettings,
  owner: AnswerOwner,
  signal: AbortSignal,
  answered: (bot: GatewayBot) => void,
): Promise<void> {
  try {
    answered(await ask(settings, { signal, timeout: Infinity }));
  } catch (error) {
    if (signal.aborted || !(error instanceof GatewayError)) return;
    owner.warning(error); // a token that is refused: its shards will hear so, too
  }
}

function ask({ apiUrl, token, ca }: AnswerSettings, asking: Asking): Promise<GatewayBot> {
  return fetchGatewayBot({ apiUrl, token: token.reveal(), ca, ...asking });
}

function isUnreachable(error: unknown): error is GatewayError {
  return error instanceof GatewayError && error.code === "API_UNREACHABLE";
}

function standIn({ shards, apiUrl }: AnswerSettings, { sessions }: Stored): GatewayBot | null {
  const own = sessions.find(({ shard }) => shards.ids === "all" || shards.ids.includes(shard));
  if (own === undefined) return null;
  return {
    url: apiUrl === API_URL ? GATEWAY_URL : own.url,
    shards: own.total,
    total: LEAST_TOTAL,
    remaining: LEAST_TOTAL,
    resetAfter: 0,
    maxConcurrency: 1,
  };
}

function resuming({ message, cause }: GatewayError): GatewayError {
  const what = "stored sessions are resumed, and no shard identifies before Discord has answered";
  return new GatewayError("API_UNREACHABLE", `${message}: ${what}`, { cause });
}
