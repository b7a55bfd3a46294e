// What may be asked of the handler modules, and what comes of it.

import * as v from "valibot";
import { GatewayError } from "../discord/gateway-error.js";
import { check, strict } from "./check.js";
import { milliseconds } from "./milliseconds.js";

/** Whom to ask: one worker thread by its number, the one that a shard runs in, or each of them. */
export type AskTarget = { readonly thread: number } | { readonly shard: number } | "all";

/** How to ask. */
export interface AskOptions {
  /** How long an answer may take, in ms. Default: 10,000. */
  readonly timeout?: number | undefined;
}

/** What one thread answered, or why there is no answer of it. */
export type AskResult<Value> =
  | { readonly kind: "value"; readonly thread: number; readonly value: Value }
  | { readonly kind: "error"; readonly thread: number; readonly error: GatewayError };

const TARGET = 'must be { thread }, { shard } or "all"';
const NUMBER = "must be a non-negative integer";

const number = v.pipe(v.number(NUMBER), v.integer(NUMBER), v.minValue(0, NUMBER));

const target: v.GenericSchema<AskTarget> = v.lazy((input) => {
  if (typeof input !== "object" || input === null) return v.literal("all", TARGET);
  return "thread" in input ? strict({ thread: number }, TARGET) : strict({ shard: number }, TARGET);
});

const ASK = v.object({
  target,
  name: v.string("must be the name of an answer"),
  options: strict({ timeout: milliseconds }, "must be an object"),
});

/** @throws TypeError or RangeError. */
export function checkAsk(call: {
  readonly target: AskTarget;
  readonly name: string;
  readonly options: AskOptions;
}): void {
  check("ask", ASK, call, "call");
}

/** Where the threads of a run are found. */
export interface Threads<Thread> {
  readonly all: readonly Thread[];
  /** The one that a shard runs in. */
  of(shard: number): Thread | undefined;
}

/** @throws GatewayError UNKNOWN_SHARD or UNKNOWN_THREAD. */
export function threadsAt<Thread>(to: AskTarget, threads: Threads<Thread>): readonly Thread[] {
  if (to === "all") return threads.all;
  if ("shard" in to) {
    const { shard } = to;
    const thread = threads.of(shard);
    if (thread !== undefined) return [thread];
    throw new GatewayError("UNKNOWN_SHARD", `Cannot ask shard ${shard}: it does not run here`, {
      shard,
    });
  }
  const thread = threads.all[to.thread];
  if (thread !== undefined) return [thread];
  const message = `Cannot ask thread ${to.thread}: there are ${threads.all.length}, from 0 on`;
  throw new GatewayError("UNKNOWN_THREAD", message, { thread: to.thread });
}
