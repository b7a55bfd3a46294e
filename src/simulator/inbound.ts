// Reads what a client sent: a message of a known op with the right shape, or the close code and
// the rule that it breaks.
// https://discord.com/developers/docs/events/gateway-events#send-events

import type { Rule } from "./rules.js";

/** An object of unknown JSON. */
export type Json = { readonly [key: string]: unknown };

export type Inbound =
  | { readonly kind: "message"; readonly op: number; readonly d: unknown }
  | { readonly kind: "wrong"; readonly code: number; readonly rule: Rule; readonly detail: string };

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function isInteger(value: unknown): value is number {
  return Number.isInteger(value);
}

function isOptional(value: unknown, test: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || test(value);
}

function isPresence(d: unknown): boolean {
  if (!isJson(d)) return false;
  const { since = null, activities = [], status, afk = false } = d;
  const known = ["online", "dnd", "idle", "invisible", "offline"].includes(String(status));
  return (
    (since === null || isInteger(since)) &&
    (activities === null || Array.isArray(activities)) &&
    known &&
    typeof afk === "boolean"
  );
}

function isShard(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isInteger);
}

function isIdentify(d: unknown): boolean {
  if (!isJson(d)) return false;
  return (
    isText(d["token"]) &&
    isJson(d["properties"]) &&
    isInteger(d["intents"]) &&
    isOptional(d["shard"], isShard) &&
    isOptional(d["large_threshold"], isInteger) &&
    isOptional(d["compress"], (value) => typeof value === "boolean") &&
    isOptional(d["capabilities"], isInteger) &&
    isOptional(d["presence"], isPresence)
  );
}

function isMemberRequest(d: unknown): boolean {
  if (!isJson(d) || !isText(d["guild_id"])) return false;
  const ids = d["user_ids"];
  if (ids !== undefined && ids !== null) return isText(ids) || isInteger(ids) || Array.isArray(ids);
  return isText(d["query"]) && isInteger(d["limit"]);
}

const SHAPES: { readonly [op: number]: (d: unknown) => boolean } = {
  1: () => true, // heartbeats have rules of their own
  2: isIdentify,
  3: isPresence,
  4: (d) => isJson(d) && isText(d["guild_id"]) && isOptional(d["channel_id"], isText),
  6: (d) => isJson(d) && isText(d["token"]) && isText(d["session_id"]) && isInteger(d["seq"]),
  8: isMemberRequest,
  31: (d) => isJson(d) && Array.isArray(d["guild_ids"]) && d["guild_ids"].every(isText),
  43: (d) => isJson(d) && isText(d["guild_id"]) && Array.isArray(d["fields"]),
};

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined; // no JSON at all: the caller treats it as the wrong type
  }
}

export function read(bytes: Buffer): Inbound {
  const message = parse(bytes);
  if (!isJson(message) || !isInteger(message["op"])) {
    return { kind: "wrong", code: 4002, rule: "decode", detail: "no object with an integer op" };
  }
  const { op, d = null } = message;
  const shape = SHAPES[op];
  if (shape === undefined) {
    return { kind: "wrong", code: 4001, rule: "opcode", detail: `op ${op}` };
  }
  if (shape(d)) return { kind: "message", op, d };
  return { kind: "wrong", code: 4001, rule: "shape", detail: `op ${op}` };
}
