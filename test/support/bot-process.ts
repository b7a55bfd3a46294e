// Starts `bot.ts` in a process of its own and talks to it.

import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { CoordinatorOptions } from "../../src/index.js";
import type { Simulator } from "../../src/simulator/index.js";
import type { Ask, Report } from "./bot.js";

const BOT = fileURLToPath(new URL("bot.js", import.meta.url));
const SABOTEUR = new URL("saboteur.js", import.meta.url).href;

/** How long a bot may take to get what it was sent, in ms. */
const PATIENCE_MS = 60_000;

/** A bot somewhere else; `await using` kills it. */
export class BotProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  #stderr = "";

  /** @param heapMb - the heap that each of its threads may have. */
  constructor(heapMb = 256) {
    const execArgv = [`--max-old-space-size=${heapMb}`, "--expose-gc", "--import", SABOTEUR];
    this.#child = fork(BOT, [], { execArgv, stdio: ["ignore", "inherit", "pipe", "ipc"] });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  start(options: CoordinatorOptions): Promise<unknown> {
    return this.ask({ kind: "start", options });
  }

  async report(): Promise<Report> {
    return (await this.ask({ kind: "report" })) as Report;
  }

  /** Asks one thing at a time. Rejects with what the bot rejected with, or when it is gone. */
  async ask(ask: Ask): Promise<unknown> {
    const waiting = new AbortController();
    const { signal } = waiting;
    const answered = once(this.#child, "message", { signal });
    const gone = once(this.#child, "close", { signal });
    this.#child.send(ask);
    const [first] = await Promise.race([answered, gone]);
    waiting.abort();
    await Promise.allSettled([answered, gone]);
    if (typeof first !== "object" || first === null) {
      throw new Error(`The bot ended by itself: ${this.#stderr}`);
    }
    const { ok, answer } = first;
    if (!ok) throw new Error(answer.message);
    return answer;
  }

  /** Asks several things at once, and waits for all the answers. */
  async askAll(asks: readonly Ask[]): Promise<void> {
    let left = asks.length;
    const gone = new AbortController();
    this.#child.once("close", () => gone.abort());
    for (const ask of asks) this.#child.send(ask);
    while (left-- > 0) await once(this.#child, "message", { signal: gone.signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }
}

/**
 * Asks until the bot has all that a quiet simulator sent to its living sessions, then asserts
 * that each came once and in order.
 *
 * @param before - what a bot before it got of the same sessions.
 */
export async function assertComplete(
  bot: BotProcess,
  simulator: Simulator,
  wants: (name: string) => boolean = () => true,
  before: Report["got"] = {},
): Promise<Report> {
  for (const until = performance.now() + PATIENCE_MS; ; await sleep(100)) {
    const report = await bot.report();
    const all = (id: string): readonly number[] => [
      ...(before[id] ?? []),
      ...(report.got[id] ?? []),
    ];
    const behind = simulator.sessions.filter(({ id, sent }) => {
      const want = sent.filter(({ t }) => wants(t)).length;
      return all(id).length < want;
    });
    if (behind.length > 0 && performance.now() < until) continue;
    for (const { id, sent } of simulator.sessions) {
      const want = sent.filter(({ t }) => wants(t)).map(({ s }) => s);
      assert.deepEqual(all(id), want, `session ${id}`);
    }
    return report;
  }
}
