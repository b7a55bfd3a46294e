// `npm run chaos -- --minutes 2 --seed 1`: the runtime against the simulator through a proxy, with
// everything going wrong, and the guarantees checked after every step. Ends with 1 on a breach.

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { cast, plan, type Step } from "./plan.js";
import { Scene } from "./scene.js";
import { Summary } from "./summary.js";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    /** Kinds of faults to leave out, by name, with commas between. */
    without: { type: "string", default: "" },
  },
});

/** How long everything may take to be in order again: the longest backoff, and much leeway. */
const PATIENCE_MS = 300_000;

/** Undisturbed, so that every backoff begins anew. */
const REST_MS = 65_000;

const seed = Number(values.seed);
const minutes = Number(values.minutes);
const without = new Set(values.without.split(","));

async function run(): Promise<readonly string[]> {
  const actors = cast(seed);
  console.log(`seed ${seed}: ${JSON.stringify(actors)}`);
  await using scene = await Scene.open(actors);
  const summary = new Summary();
  const breaches = await periods(scene, summary, actors.shards);
  summary.memory(scene.rss);
  if (breaches.length === 0) await scene.stop();
  const all = scene.check();
  summary.print(scene, all.length);
  for (const breach of all) console.log(`BREACH ${breach}`);
  if (all.length > 0) console.log(`Repeat with --seed ${seed}; records are in ${scene.folder}`);
  return all;
}

async function periods(scene: Scene, summary: Summary, shards: number): Promise<readonly string[]> {
  for (let period = 0; ; period++) {
    const steps = plan(seed, period, shards, without);
    let breaches = await perform(scene, summary, steps, period);
    if (breaches.length === 0) breaches = await calm(scene, summary);
    const over = summary.elapsed + REST_MS >= minutes * 60_000;
    if (breaches.length > 0 || over) return breaches;
    scene.stir();
    await sleep(REST_MS);
  }
}

async function perform(
  scene: Scene,
  summary: Summary,
  steps: readonly Step[],
  period: number,
): Promise<readonly string[]> {
  const began = performance.now();
  for (const [index, step] of steps.entries()) {
    await sleep(Math.max(0, began + step.at - performance.now()));
    if (summary.elapsed >= minutes * 60_000) break;
    const result = scene.act(step);
    const breaches = scene.check();
    summary.step(step.name, step.deeds.length, scene.rss);
    const { events } = scene.ledger;
    const { open } = scene.simulator.counters;
    const whom = step.shards.join(" ");
    console.log(
      `${period}.${index}  ${(step.at / 1_000).toFixed(2).padStart(6)} s  ` +
        `${step.name.padEnd(22)} ${whom} ${result}  (${open} open, ${events} events)`,
    );
    if (breaches.length > 0) return breaches;
  }
  return [];
}

/** Waits until every shard has got all that was sent, and checks what must hold then. */
async function calm(scene: Scene, summary: Summary): Promise<readonly string[]> {
  const began = performance.now();
  await scene.quieten();
  for (let breaches = scene.check(); ; breaches = scene.check()) {
    if (breaches.length > 0) return breaches;
    const behind = scene.behind();
    if (behind.length === 0) break;
    if (performance.now() - began > PATIENCE_MS) {
      scene.breaches.push(`shards ${behind.join(" ")} did not come back, or lack events`);
    }
    await sleep(100);
  }
  scene.ledger.settle(scene.truth);
  summary.memory(scene.rss);
  const rss = Math.round(scene.rss);
  console.log(`calm after ${Math.round(performance.now() - began)} ms, RSS ${rss} MiB`);
  return scene.check();
}

process.exitCode = (await run()).length === 0 ? 0 : 1;
