// What there is to see on the status page.

import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import type { Stage } from "./stage.js";

/** Something to see. */
export interface Scene {
  readonly name: string;
  readonly simulator: SimulatorOptions;
  readonly threads: number;
  /** Settles when it is to be seen. */
  play(stage: Stage, page: Page): Promise<void>;
}

/** Long enough for the lines of the last minutes to have a shape, in ms. */
const AWHILE_MS = 40_000;

/** Closes a shard and refuses its resumes. */
async function shutOut(stage: Stage, shard: number): Promise<void> {
  const reason = "Internal error";
  await stage.inject({ kind: "resumeClose", shard, code: 4000, reason, ms: 600_000 });
  await stage.inject({ kind: "close", shard, code: 4000, reason });
}

async function isAway(page: Page, shard: number, state: string): Promise<void> {
  await page.waitForSelector(`[data-shard="${shard}"][data-state="${state}"]`, {
    timeout: 120_000,
  });
}

async function openShard(page: Page, shard: number): Promise<void> {
  await page.click(`[data-shard="${shard}"]`);
  await page.mouse.move(0, 0);
}

/** Acks as far away as Discord's. */
const FAR = { ackDelay: 38, heartbeatInterval: 10_000 } as const;

const BUSY = { ...FAR, maxConcurrency: 16, identifyWindow: 0, guilds: 40, rate: 600 } as const;

/** 16 shards, with some traffic and one of them in backoff: the picture of the README. */
const sixteen: Scene = {
  name: "16",
  simulator: { ...BUSY, shards: 16, total: 1_000, remaining: 964 },
  threads: 2,
  async play(stage, page) {
    await stage.ready();
    await sleep(3_000);
    for (const shard of [10, 11, 12]) await stage.inject({ kind: "reset", shard });
    await sleep(AWHILE_MS / 2);
    await stage.inject({ kind: "reconnect", shard: 2 });
    await sleep(AWHILE_MS / 4);
    await stage.inject({ kind: "close", code: 4000, reason: "Unknown error", shard: 9 });
    await sleep(AWHILE_MS / 4);
    await openShard(page, 5);
    await shutOut(stage, 5);
    await page
      .locator("#away-list")
      .filter({ hasText: /5 backoff, [2-9] s/ })
      .waitFor();
  },
};

/** One shard, as most bots have it. */
const one: Scene = {
  name: "1",
  simulator: { ...FAR, shards: 1, guilds: 120, rate: 25 },
  threads: 1,
  async play(stage) {
    await stage.ready();
    await sleep(AWHILE_MS);
  },
};

const down: Scene = {
  name: "3-down",
  simulator: { ...BUSY, shards: 16 },
  threads: 4,
  async play(stage, page) {
    await stage.ready();
    await stage.inject({ kind: "noResumed", shard: 12, ms: 600_000 });
    await stage.inject({ kind: "reset", shard: 12 });
    await shutOut(stage, 3);
    await shutOut(stage, 7);
    await sleep(AWHILE_MS);
    await isAway(page, 3, "backoff");
    await openShard(page, 3);
    await isAway(page, 7, "backoff");
  },
};

const starting: Scene = {
  name: "starting",
  simulator: { ...FAR, maxConcurrency: 4, shards: 48, guilds: 20, rate: 200 },
  threads: 3,
  async play(_stage, page) {
    await page.waitForSelector('[data-shard="16"][data-state="ready"]', { timeout: 60_000 });
    await sleep(1_500);
  },
};

const thousand: Scene = {
  name: "1000",
  simulator: {
    ackDelay: 38,
    maxConcurrency: 1_000,
    shards: 1_000,
    guilds: 3,
    rate: 3_000,
    identifyWindow: 0,
    total: 5_000,
    remaining: 4_200,
  },
  threads: 2,
  async play(stage, page) {
    await stage.ready();
    await shutOut(stage, 217);
    await shutOut(stage, 640);
    await stage.inject({ kind: "noResumed", shard: 801, ms: 600_000 });
    await stage.inject({ kind: "reset", shard: 801 });
    await stage.inject({ kind: "reconnect", fraction: 0.03 });
    await sleep(AWHILE_MS);
    await openShard(page, 640);
    await isAway(page, 640, "backoff");
  },
};

/** The README's. */
export const README_SCENE: Scene = sixteen;

/** All of them. */
export const SCENES: readonly Scene[] = [sixteen, one, down, starting, thousand];
