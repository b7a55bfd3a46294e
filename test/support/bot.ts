// A bot in a process of its own, steered over IPC by `bot-process.ts`: what it got can be asked
// for, its threads can be sabotaged, and its main thread can be blocked.

import { setTimeout as sleep } from "node:timers/promises";
import { BroadcastChannel } from "node:worker_threads";
import { Coordinator, type CoordinatorOptions } from "../../src/index.js";
import { CHANNEL, collect, type Order } from "./saboteur.js";

/** What a test may ask of a bot. */
export type Ask =
  | { readonly kind: "start"; readonly options: CoordinatorOptions }
  | { readonly kind: "sabotage"; readonly order: Order; readonly blockMs: number }
  | { readonly kind: "block"; readonly ms: number }
  /** The listener of the next dispatch does not return for so long. */
  | { readonly kind: "blockListener"; readonly ms: number }
  /** All threads, which are so many workers and the main one, tell what they hold. */
  | { readonly kind: "held"; readonly workers: number }
  | { readonly kind: "report" }
  | { readonly kind: "close" };

/** What a bot got so far. */
export interface Report {
  /** Seqs by session, in the order of their coming. */
  readonly got: { readonly [session: string]: readonly number[] };
  readonly rss: number;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  readonly lost: number;
}

const channel = new BroadcastChannel(CHANNEL);
const got: Record<string, number[]> = {};
const warnings: string[] = [];
const errors: string[] = [];
let lost = 0;
let gateway: Coordinator | null = null;

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

async function start(options: CoordinatorOptions): Promise<void> {
  gateway = new Coordinator(options);
  gateway.on("dispatch", ({ session, seq }) => {
    (got[session] ??= []).push(seq);
  });
  gateway.on("warning", ({ message }) => warnings.push(message));
  gateway.on("error", ({ message }) => errors.push(message));
  gateway.on("sessionLost", () => lost++);
  await gateway.start();
}

async function held(workers: number): Promise<number> {
  const hold = new SharedArrayBuffer(8);
  const told = new Int32Array(hold);
  channel.postMessage({ how: "collect", whom: "all", hold } satisfies Order);
  while (Atomics.load(told, 1) < workers) await sleep(5);
  collect(hold);
  return Atomics.load(told, 0);
}

async function act(ask: Ask): Promise<object> {
  switch (ask.kind) {
    case "start":
      await start(ask.options);
      return {};
    case "sabotage":
      channel.postMessage(ask.order);
      block(ask.blockMs);
      return {};
    case "block":
      block(ask.ms);
      return {};
    case "blockListener":
      await new Promise<void>((resolve) => {
        gateway?.once("dispatch", () => {
          block(ask.ms);
          resolve();
        });
      });
      return {};
    case "held":
      return { kib: await held(ask.workers) };
    case "report":
      return { got, rss: process.memoryUsage.rss(), warnings, errors, lost };
    case "close":
      await gateway?.close();
      channel.close();
      return {};
  }
}

process.on("message", (ask: Ask) => {
  act(ask).then(
    (answer) => process.send?.({ ok: true, answer }),
    (error: Error) => process.send?.({ ok: false, answer: { message: error.message } }),
  );
});
