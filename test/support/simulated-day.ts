// Lives of a bot in fake time: the real queue, ledger and start, against a Discord that counts
// identifies and resets the token of whoever spends too many.

import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import { IdentifyWindow, smallerRemainder } from "../../src/coordinator/identify-window.js";
import { MemorySessions } from "../../src/coordinator/memory-sessions.js";
import { checkBudget } from "../../src/coordinator/plan.js";
import { RecordedQueue } from "../../src/coordinator/recorded-queue.js";
import { startingQueue } from "../../src/coordinator/starting-queue.js";
import type { GatewayBot } from "../../src/discord/gateway-bot-answer.js";
import { GatewayError } from "../../src/index.js";
import type { FakeTime } from "./fake-time.js";

const DAY_MS = 86_400_000;
const WINDOW_MS = 5_000;
const KEY = { bot: "b".repeat(64), total: 16, intents: 1 };

/** What a bot does with a lease. */
export type Use = "identify" | "release";

/** Discord's side. */
export class StrictDiscord {
  readonly total = 1_000;
  remaining = 1_000;
  lowest = 1_000;
  identifies = 0;
  #resetAt: number | null = null;
  readonly #lanes = new Map<number, number>();
  readonly #maxConcurrency: number;
  /** Whether `GET /gateway/bot` always answers as if nothing had been spent. */
  readonly #stale: boolean;

  constructor(maxConcurrency: number, stale: boolean) {
    this.#maxConcurrency = maxConcurrency;
    this.#stale = stale;
  }

  gatewayBot(): GatewayBot {
    this.#renew();
    const fresh = this.#stale || this.#resetAt === null;
    return {
      url: "ws://127.0.0.1:1",
      shards: KEY.total,
      total: this.total,
      remaining: fresh ? this.total : this.remaining,
      resetAfter: fresh ? 0 : (this.#resetAt ?? 0) - Date.now(),
      maxConcurrency: this.#maxConcurrency,
    };
  }

  identify(shard: number): void {
    this.#renew();
    const now = Date.now();
    const lane = shard % this.#maxConcurrency;
    const since = now - (this.#lanes.get(lane) ?? -Infinity);
    assert.ok(since >= WINDOW_MS, `lane ${lane} again after ${since} ms`);
    this.#lanes.set(lane, now);
    this.#resetAt ??= now + DAY_MS;
    this.identifies++;
    this.remaining--;
    this.lowest = Math.min(this.lowest, this.remaining);
    assert.ok(this.remaining > 0, "the token is reset");
  }

  #renew(): void {
    if (this.#resetAt === null || Date.now() < this.#resetAt) return;
    this.remaining = this.total;
    this.#resetAt = null;
  }
}

/** One bot with its store, which outlives it. */
export class Bot {
  readonly #discord: StrictDiscord;
  readonly #time: FakeTime;
  readonly #store: MemorySessions;
  /** What starts were refused with, or were told. */
  readonly said: GatewayError[] = [];

  constructor(discord: StrictDiscord, time: FakeTime) {
    this.#discord = discord;
    this.#time = time;
    const { now } = time;
    this.#store = new MemorySessions(() => ({ wall: Date.now(), steady: now(), boot: "one" }));
  }

  /**
   * Starts, and is killed after so long. No session ever comes to stay: each shard asks for a
   * lease, uses it, and asks again.
   */
  async live(ms: number, use: () => Use = () => "identify"): Promise<void> {
    const dead = new AbortController();
    setMaxListeners(KEY.total, dead.signal);
    const began = this.#time.now();
    try {
      const queue = await this.#start(dead.signal);
      for (let shard = 0; shard < KEY.total; shard++) {
        void this.#shard(queue, shard, dead.signal, use);
      }
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.said.push(error);
    }
    await this.#time.pass(ms - (this.#time.now() - began));
    dead.abort();
  }

  async #start(dead: AbortSignal): Promise<RecordedQueue> {
    const stored = await this.#store.load(KEY);
    const { now } = this.#time;
    const bot = smallerRemainder(this.#discord.gatewayBot(), stored.identifies, Date.now());
    const plan = {
      ...bot,
      total: KEY.total,
      ids: Array.from({ length: KEY.total }, (_, id) => id),
      threads: 1,
      inflater: "none",
    } as const;
    const budget = checkBudget(plan, bot, 0, false);
    const told = (error: GatewayError): unknown => this.said.push(error);
    const queue = startingQueue(
      { bot, total: KEY.total, spendReserve: false, budget, stored, now },
      { warning: told, postponed: told },
    );
    const record = {
      identify: (identify: Parameters<MemorySessions["identify"]>[0]) =>
        this.#store.identify(identify),
      // What is dead takes nothing back.
      unused: (shard: number) => void (dead.aborted || this.#store.unused(shard)),
    };
    return new RecordedQueue(queue, record, new IdentifyWindow(bot, now));
  }

  async #shard(
    queue: RecordedQueue,
    shard: number,
    dead: AbortSignal,
    use: () => Use,
  ): Promise<void> {
    while (!dead.aborted) {
      const lease = await queue.lease(shard, dead).catch(() => null);
      if (lease === null) return;
      if (use() === "release") lease.release();
      else {
        this.#discord.identify(shard);
        lease.sent();
      }
    }
  }
}
