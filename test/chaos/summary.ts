// What a run came to, as a table.

import type { Scene } from "./scene.js";

/** When the memory is measured that the end is compared with. */
const SETTLED_MS = 600_000;

export class Summary {
  readonly #began = performance.now();
  readonly #faults = new Map<string, number>();
  #settledRss: number | null = null;
  #peakRss = 0;
  #lastRss = 0;

  /** Since the beginning, in ms. */
  get elapsed(): number {
    return performance.now() - this.#began;
  }

  step(name: string, count: number, rss: number): void {
    this.#faults.set(name, (this.#faults.get(name) ?? 0) + count);
    this.memory(rss);
  }

  memory(rss: number): void {
    if (rss === 0) return;
    if (this.elapsed >= SETTLED_MS) this.#settledRss ??= rss;
    this.#peakRss = Math.max(this.#peakRss, rss);
    this.#lastRss = rss;
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
      ["RSS at minute 10, MiB", this.#settledRss === null ? "-" : round(this.#settledRss)],
      ["RSS at the end, MiB", round(this.#lastRss)],
      ["RSS at its peak, MiB", round(this.#peakRss)],
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
