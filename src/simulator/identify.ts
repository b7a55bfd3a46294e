// Op 2: the checks in Discord's order, then READY.
// https://discord.com/developers/docs/events/gateway-events#identify

import { LARGE_THRESHOLD } from "../discord/limits.js";
import type { Client } from "./client.js";
import { isInteger, isJson, type Json } from "./inbound.js";
import { ALL_INTENTS, PRIVILEGED_INTENTS } from "../discord/intents.js";
import type { Rule } from "./rules.js";
import type { Wish } from "./session.js";
import { begin } from "./startup.js";
import type { World } from "./world.js";

/** A bot token as a client may write it. */
export function bare(token: unknown): string {
  return String(token).replace(/^Bot /, "");
}

/** Whether this is the bot's token, and still good. */
export function isToken(world: World, token: unknown): boolean {
  return !world.budget.tokenReset && bare(token) === world.settings.token;
}

function isPair(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

/** What an identify asks for, with `[0, 1]` where it names no shard. */
function wishOf(d: Json): Wish {
  const given: unknown = d["shard"];
  const named = isPair(given);
  const [shard, total] = named ? given : [0, 1];
  return { shard: Number(shard), total: Number(total), named, intents: Number(d["intents"]) };
}

/** The check that the wish fails: close code, rule and what is wrong; null when it may pass. */
function flaw(world: World, { shard, total, intents }: Wish): [number, Rule, string] | null {
  const { assignedShardBase: base, allowedPrivileged } = world.settings;
  const pair = `[${shard}, ${total}]`;
  if (total < 1 || shard < 0 || shard >= total) return [4010, "shard", pair];
  if (base > 0 && total % base !== 0) return [4010, "shard", `${pair}, the base is ${base}`];
  if (world.guilds.tooMany(shard, total)) return [4011, "sharding-required", pair];
  if (intents < 0 || intents > ALL_INTENTS || (intents & ~ALL_INTENTS) !== 0) {
    return [4013, "invalid-intents", String(intents)];
  }
  const refused = intents & PRIVILEGED_INTENTS & ~allowedPrivileged;
  return refused === 0 ? null : [4014, "disallowed-intents", String(refused)];
}

/** An identify with nothing left in the budget costs the bot its token. */
function overBudget(client: Client): void {
  const { world } = client;
  world.budget.tokenReset = true;
  client.violate("over-budget", "no identify is left");
  for (const session of world.sessions.live()) world.sessions.end(session, "refused");
  world.shutOut(4004);
}

/** Op 9 for an identify in a closed window, in the way that the knobs say. */
function refuseLane(client: Client, wish: Wish): void {
  const { timers, settings } = client.world;
  client.violate("identify-window", `shard ${wish.shard} came before its window`);
  timers.soon(settings.refusalDelay, () => {
    client.invalidate(false);
    if (settings.refusalCloses) client.close(1000, "invalid session");
  });
}

export function identify(client: Client, d: unknown): void {
  if (!isJson(d)) return;
  const { world } = client;
  const wish = wishOf(d);
  client.shard ??= wish.shard;
  const at = world.settings.now();
  const { shard, total } = wish;
  world.recorder.note({ kind: "identify", at, shard, total, presence: d["presence"] ?? null });
  if (client.session !== null) return client.refuse(4005, "identified-twice", "op 2");
  if (!world.budget.tokenReset && world.budget.remaining === 0) return overBudget(client);
  if (!isToken(world, d["token"])) return client.refuse(4004, "token", "identify");
  client.shard = wish.shard;
  world.budget.spend();
  const wrong = flaw(world, wish);
  if (wrong !== null) return client.refuse(...wrong);
  checkThreshold(client, d["large_threshold"]);
  if (!world.budget.enter(wish.shard)) return refuseLane(client, wish);
  admit(client, wish);
}

function checkThreshold(client: Client, threshold: unknown): void {
  const { min, max } = LARGE_THRESHOLD;
  if (!isInteger(threshold) || (threshold >= min && threshold <= max)) return;
  client.violate("large-threshold", String(threshold));
}

/** All checks are passed: READY, or what a fault puts in its place. */
function admit(client: Client, wish: Wish): void {
  const { weather } = client.world;
  if (weather.meet("outage", client) !== undefined) return client.invalidate(false);
  if (weather.meet("noReady", client) !== undefined) return;
  const close = weather.meet("closeInsteadOfReady", client);
  if (close !== undefined) return client.close(close.code, close.reason);
  begin(client, wish);
}
