// A handler module for tests. What its `dispatch` does stands in the query of its URL; what it saw
// is in a file, which outlives its thread.
//
// Names are those of events, with commas between them; `all` is each of them.

import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { workerData } from "node:worker_threads";
import type { Dispatch, HandlerContext } from "../../src/index.js";

const { searchParams } = new URL(import.meta.url);
const LOG = searchParams.get("log");
const BROKEN = searchParams.get("broken");

if (BROKEN !== null && existsSync(BROKEN)) throw new Error("broken for now");

/** What it does with some events. */
const NAMES = ["deal", "throw", "reject", "stray", "promise", "block", "idle", "lost"] as const;

const plan = new Map(NAMES.map((what) => [what, searchParams.get(what)?.split(",") ?? []]));
const kept: Dispatch[] = [];
const read: string[] = [];

function does(what: (typeof NAMES)[number], name: string): boolean {
  const names = plan.get(what) ?? [];
  return names.includes("all") || names.includes(name);
}

async function later(event: Dispatch): Promise<void> {
  await sleep(20);
  read.push(event.json);
}

async function refuse(why: string): Promise<never> {
  await sleep(1);
  throw new Error(why);
}

function block(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
}

export function dispatch(
  event: Dispatch,
  { send }: HandlerContext,
): boolean | void | Promise<void> {
  const { shard, session, seq, name } = event;
  if (LOG !== null) appendFileSync(LOG, `${JSON.stringify({ shard, session, seq, name })}\n`);
  if (does("block", name)) block();
  if (does("throw", name)) throw new Error(`threw on ${name}`);
  if (does("reject", name)) return refuse(`rejected on ${name}`);
  if (does("stray", name)) void refuse(`astray on ${name}`);
  if (does("promise", name)) return later(event);
  if (does("idle", name)) {
    void send(shard, { op: 3, d: { since: null, afk: false, status: "idle", activities: [] } });
  }
  if (does("lost", name)) kept.push(event);
  return does("deal", name);
}

/** What a test may ask. */
interface Asked {
  readonly [name: string]: (data: never, context: HandlerContext) => unknown;
  whoami(data: null, context: HandlerContext): { thread: number; shards: readonly number[] };
  double(data: number): Promise<number>;
  fail(why: string): never;
  send(
    call: { readonly shard: number; readonly op: number },
    context: HandlerContext,
  ): Promise<void>;
  around(data: null, context: HandlerContext): string;
}

export const answers: Asked = {
  whoami: (_, { thread, shards }) => ({ thread, shards }),
  double: async (number) => {
    await sleep(1);
    return number * 2;
  },
  fail: (why) => {
    throw new RangeError(why);
  },
  refuse,
  unclonable: () => () => undefined,
  never: () => new Promise<never>(() => undefined),
  slow: () => block(),
  die: () => process.exit(3),
  send: async ({ shard, op }, context) => {
    await context.send(shard, { op, d: null });
  },
  /** What was read of events by promise. */
  read: () => read,
  readKept: () => kept.map((event) => event.json),
  /** Everything that this module can get hold of. */
  around: (_, context) =>
    inspect([process.env, process.argv, process.execArgv, workerData, context, kept], {
      depth: 10,
      showHidden: true,
      maxArrayLength: null,
      maxStringLength: null,
    }),
};
