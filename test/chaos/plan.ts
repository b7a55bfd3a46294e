// Plans a run: a seed gives the same bot, the same simulator, and the same faults at the same
// offsets for the same shards, whatever came of them.

import type { SimulatorOptions } from "../../src/simulator/index.js";
import { Random } from "../../src/simulator/random.js";
import { COSTLY, HARMLESS, NETWORK, PROCESS, restart, type Deed, type Recipe } from "./recipes.js";

/** A period of faults ends with a calm in which everything has to be in order. */
export const PERIOD_MS = 100_000;

/** Threads that die more often than this between two calms are given up, as they should be. */
const MOST_SABOTAGE = 2;

/** One thing that goes wrong. */
export interface Step {
  /** From the beginning of the period, in ms. */
  readonly at: number;
  readonly name: string;
  readonly shards: readonly number[];
  /** One a shard; or one, where it is the process's. */
  readonly deeds: readonly Deed[];
}

/** What a run is made of. */
export interface Cast {
  readonly shards: number;
  readonly threads: number;
  readonly compress: "auto" | "zlib" | "none";
  readonly payload: "decoded" | "json";
  readonly simulator: SimulatorOptions;
}

function compressionOf(draw: number): Cast["compress"] {
  if (draw < 0.4) return "auto";
  return draw < 0.8 ? "zlib" : "none";
}

export function cast(seed: number): Cast {
  const random = new Random(seed);
  const shards = 8 + 2 * random.below(5);
  const rate = 500 + 100 * random.below(11);
  return {
    shards,
    threads: 2,
    compress: compressionOf(random.next()),
    payload: random.next() < 0.7 ? "decoded" : "json",
    simulator: {
      seed,
      shards,
      rate,
      maxConcurrency: random.pick([4, 8, 16]),
      total: 10_000,
      heartbeatInterval: 2_000,
      heartbeatGrace: 4,
      missedHeartbeat: random.pick([1000, "reset"]),
      trimAtHeartbeat: random.next() < 0.5,
      ringSize: Math.ceil((rate / shards) * 120),
      resumePorts: 1 + random.below(3),
      split: random.pick([1, 1, 3]),
      fragments: random.pick([1, 1, 2]),
      keyOrder: random.pick(["fixed", "shuffled"]),
      unknownKeys: random.next() < 0.5,
      guilds: 3,
      guildBytes: 3_000,
    },
  };
}

/** The steps of one period; `without` names kinds of faults that are left out. */
export function plan(
  seed: number,
  period: number,
  shards: number,
  without: ReadonlySet<string>,
): readonly Step[] {
  const random = new Random(seed * 1_000_133 + period);
  const outside: Step[] = [];
  for (let at = 2_000; at < PERIOD_MS; at += 400 + random.below(3_000)) {
    const kinds = random.pick([HARMLESS, HARMLESS, HARMLESS, NETWORK, NETWORK, COSTLY]);
    const [name, make] = choose(random, kinds);
    const meant = some(random, shards);
    outside.push({ at, name, shards: meant, deeds: meant.map((shard) => make(random, shard)) });
  }
  const steps = [...outside, ...processSteps(new Random(seed * 1_000_133 - period))];
  return steps.filter(({ name }) => !without.has(name)).toSorted((a, b) => a.at - b.at);
}

/** The last of them is a restart, with which every backoff begins anew. */
function processSteps(random: Random): readonly Step[] {
  const steps: Step[] = [];
  let sabotage = 0;
  for (let at = 8_000; at < PERIOD_MS - 5_000; at += 9_000 + random.below(9_000)) {
    const [name, make] = choose(random, PROCESS);
    const deed = make(random, 0);
    if (deed.process?.kind === "sabotage" && ++sabotage > MOST_SABOTAGE) continue;
    steps.push({ at, name, shards: [], deeds: [deed] });
  }
  const signal = random.pick(["SIGTERM", "SIGKILL"] as const);
  const deeds = [restart(random, signal)];
  steps.push({ at: PERIOD_MS - 1_000, name: signal, shards: [], deeds });
  return steps;
}

function choose(
  random: Random,
  recipes: { readonly [name: string]: Recipe },
): readonly [string, Recipe[1]] {
  const entries = Object.entries(recipes);
  let left = random.next() * entries.reduce((sum, [, [weight]]) => sum + weight, 0);
  for (const [name, [weight, make]] of entries) {
    left -= weight;
    if (left < 0) return [name, make];
  }
  throw new RangeError("no recipe to choose from");
}

/** Mostly one shard, sometimes a few, now and then all. */
function some(random: Random, shards: number): readonly number[] {
  const kind = random.next();
  const count = kind < 0.65 ? 1 : kind < 0.97 ? 2 + random.below(3) : shards;
  const start = random.below(shards);
  return Array.from({ length: count }, (_, index) => (start + index) % shards);
}
