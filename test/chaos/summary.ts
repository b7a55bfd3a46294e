// What a run came to, as a table.

import type { Scene } from "./scene.js";

/** Memory at the tenth minute is compared with that at the end: the median of so long each time. */
const SETTLED_MS = 600_000;
const SPAN_MS = 120_000;

/** A reading of the bot's memory. */
interface Reading {
  readonly at: number;
  readonly rss: number;
}

export class Summary {
  readonly #began = performance.now();
  readonly #faults = new Map<string, number>();
  readonly #readings: Reading[] = [];

  /** Since the beginning, in ms. */
  get elapsed(): number {
    return performance.now() - this.#began;
  }

  step(name: string, count: number, rss: number): void {
    this.#faults.set(name, (this.#faults.get(name) ?? 0) + count);
    this.memory(rss);
  }

  memory(rss: number): void {
    if (rss > 0) this.#readings.push({ at: this.elapsed, rss });
  }

  /** The median of what was read between two moments; a dash where nothing was. */
  #rssWithin(from: number, to: number): string | number {
    const found = this.#readings.filter(({ at }) => at >= from && at <= to);
    const sorted = found.map(({ rss }) => rss).toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return median === undefined ? "-" : round(median);
  }

  /** @param breaches - how many there were. */
  print({ simulator, ledger, excuses, truth }: Scene, breaches: number): void {
    const { identifies, resumes, resumesRefused, connections, remaining } = simulator.counters;
    const faults = [...this.#faults].toSorted(([a], [b]) => a.localeCompare(b));
    print("faults by kind", faults);
    print(
      "what the bot said",
      [...ledger.counts].toSorted(([a], [b]) => a.localeCompare(b)),
    );
    print("what came of it", [
      ["minutes", round(this.elapsed / 60_000)],
      ["faults", faults.reduce((sum, [, count]) => sum + count, 0)],
      ["events handed over", ledger.events],
      ["lost", breaches === 0 ? 0 : "see the breaches"],
      ["handed over twice, after SIGKILL", ledger.doubled],
      ["sessions lost and named", ledger.named],
      ["sessions killed before they were stored", ledger.unstored],
      ["sessions whose READY died on its way", ledger.orphans(truth)],
      ["identifies", identifies],
      ["identifies left", remaining],
      ["resumes", resumes],
      ["resumes refused", resumesRefused],
      ["connections", connections],
      ["rules broken by force of a fault", excuses.used],
      ["RSS at minute 10, MiB", this.#rssWithin(SETTLED_MS, SETTLED_MS + SPAN_MS)],
      ["RSS at the end, MiB", this.#rssWithin(this.elapsed - SPAN_MS, this.elapsed)],
      ["RSS at its peak, MiB", round(Math.max(...this.#readings.map(({ rss }) => rss)))],
      ["breaches", breaches],
    ]);
  }
}

function print(title: string, rows: readonly (readonly [string, number | string])[]): void {
  console.log(`\n${title}`);
  for (const [name, value] of rows) console.log(`  ${String(value).padStart(12)}  ${name}`);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
