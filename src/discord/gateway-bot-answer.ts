// What `GET /gateway/bot` answers, checked before anything relies on it: a proxy, an outage page or
// a half-broken API can stand where Discord's answer is expected.
// https://discord.com/developers/docs/events/gateway#get-gateway-bot

import * as v from "valibot";
import { baseUrl, GATEWAY_PROTOCOLS } from "./base-url.js";

/** Where the gateway is, and what this bot may do there. */
export interface GatewayBot {
  /** The gateway, without query and trailing slash. */
  readonly url: string;
  /** How many shards Discord recommends. */
  readonly shards: number;
  /** Identifies a day. */
  readonly total: number;
  /** Identifies left. */
  readonly remaining: number;
  /** When `remaining` is `total` again, in ms from the answer. */
  readonly resetAfter: number;
  /** Identifies in 5 s. */
  readonly maxConcurrency: number;
}

function integer(min: number): v.GenericSchema<number> {
  return v.pipe(
    v.number(),
    v.safeInteger("is not an integer"),
    v.minValue(min, `is less than ${min}`),
  );
}

const ANSWER = v.object({
  url: v.pipe(
    v.string(),
    v.transform((text) => baseUrl(text, GATEWAY_PROTOCOLS)),
    v.string(),
  ),
  shards: integer(1),
  session_start_limit: v.pipe(
    v.object({
      total: integer(1),
      remaining: integer(0),
      reset_after: integer(0),
      max_concurrency: integer(1),
    }),
    v.check(
      ({ total, remaining }) => remaining <= total,
      "has more identifies left than there are",
    ),
  ),
});

const RATE_LIMITED = v.pipe(v.string(), v.parseJson(), v.object({ retry_after: v.number() }));

/**
 * Reads the body of an answer.
 *
 * @throws Error that says what is wrong with it.
 */
export function readAnswer(text: string): GatewayBot {
  const result = v.safeParse(ANSWER, parseJson(text));
  if (!result.success) {
    const [issue] = result.issues;
    const fault = issue.kind === "schema" ? `must be ${issue.expected}` : issue.message;
    throw new Error(`the answer is not as documented: ${v.getDotPath(issue) ?? "it"} ${fault}`);
  }
  const { url, shards, session_start_limit: limit } = result.output;
  return {
    url,
    shards,
    total: limit.total,
    remaining: limit.remaining,
    resetAfter: limit.reset_after,
    maxConcurrency: limit.max_concurrency,
  };
}

/**
 * Reads the seconds to wait that a 429 asks for, in its body (`retry_after`) or its header.
 *
 * @returns ms, or null where neither says so in a number above 0.
 */
export function readRetryAfter(text: string, header: string | null): number | null {
  const said = [retryAfterOf(text), Number(header ?? NaN)];
  const seconds = said.find((value) => Number.isFinite(value) && value > 0);
  return seconds === undefined ? null : seconds * 1_000;
}

function retryAfterOf(text: string): number {
  const body = v.safeParse(RATE_LIMITED, text);
  return body.success ? body.output.retry_after : NaN;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the answer is not JSON"); // Node's own error would quote it
  }
}
