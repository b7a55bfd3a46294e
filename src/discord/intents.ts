// Intents by name: what people write, as the number that Discord wants.
// https://discord.com/developers/docs/events/gateway#gateway-intents

import { GatewayIntentBits } from "discord-api-types/gateway/v10";
import { nearest, plainName } from "./nearest.js";

/** The name of an intent, as discord-api-types writes it. */
export type IntentName = keyof typeof GatewayIntentBits;

/** Names that Discord gave up for others of the same bit; they are read, but never written. */
const FORMER_NAMES: readonly string[] = ["GuildBans", "GuildEmojisAndStickers"];

const ALL_NAMES: readonly string[] = Object.keys(GatewayIntentBits).filter((name) =>
  Number.isNaN(Number(name)),
);

const INTENT_BITS: ReadonlyMap<string, number> = new Map(
  ALL_NAMES.map((name) => [name, Number(Reflect.get(GatewayIntentBits, name))]),
);

/** The names of all 21 intents. */
export const INTENT_NAMES: readonly string[] = ALL_NAMES.filter(
  (name) => !FORMER_NAMES.includes(name),
);

/** The names of those that must be switched on for the app, else Discord closes with 4014. */
export const PRIVILEGED_NAMES: readonly IntentName[] = [
  "GuildMembers",
  "GuildPresences",
  "MessageContent",
];

/** `GuildMembers`, `GuildPresences` and `MessageContent`. */
export const PRIVILEGED_INTENTS: number = sum(PRIVILEGED_NAMES);

/** Every documented intent. */
export const ALL_INTENTS: number = sum(INTENT_NAMES);

/** Every documented intent that needs no switch. */
export const UNPRIVILEGED_INTENTS: number = ALL_INTENTS - PRIVILEGED_INTENTS;

/** What one name stands for, by its plain form. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ...[...INTENT_BITS].map(([name, bit]) => [plainName(name), bit] as const),
  ["unprivileged", UNPRIVILEGED_INTENTS],
  ["all", ALL_INTENTS],
]);

function sum(names: readonly string[]): number {
  return names.reduce((total, name) => total + (INTENT_BITS.get(name) ?? 0), 0);
}

/**
 * What is wrong with one intent, as the end of a sentence; undefined where nothing is.
 *
 * @param intent - a name in any case and style, `unprivileged`, `all`, digits, or a number.
 */
export function intentFault(intent: number | string): string | undefined {
  if (typeof intent === "number" || isDigits(intent)) {
    const isSet = Number.isSafeInteger(Number(intent)) && Number(intent) >= 0;
    return isSet ? undefined : "must be a non-negative integer";
  }
  if (WORDS.has(plainName(intent))) {
    return undefined;
  }
  const { name } = nearest(intent, [...INTENT_NAMES, "unprivileged", "all"]);
  return `is no intent, the nearest is ${name}`;
}

/**
 * Reads intents.
 *
 * @param intents - a number, taken as it is (bits that Discord does not document as well); or
 *   names in any case and style (`Guilds`, `GUILD_MESSAGES`, `guild-messages`), the words
 *   `unprivileged` and `all`, and numbers in digits, added up.
 * @throws RangeError for an unknown name, with the nearest known one, and for a number that
 *   cannot be a set of bits.
 */
export function intentBits(intents: number | readonly string[]): number {
  const list = typeof intents === "number" ? [intents] : intents;
  return Number(list.reduce((bits, intent) => bits | BigInt(bitsOf(intent)), 0n));
}

/** The names of the intents in a number; bits without a name are left out. */
export function intentNames(bits: number): readonly string[] {
  const set = BigInt(bitsOf(bits));
  return INTENT_NAMES.filter((name) => (set & BigInt(INTENT_BITS.get(name) ?? 0)) !== 0n);
}

function bitsOf(intent: number | string): number {
  const fault = intentFault(intent);
  if (fault !== undefined) {
    throw new RangeError(`Cannot read intents as '${intent}' ${fault}`);
  }
  const isNumber = typeof intent === "number" || isDigits(intent);
  return isNumber ? Number(intent) : (WORDS.get(plainName(intent)) ?? 0);
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}
