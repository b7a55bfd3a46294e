// How long events are under way, from their thread to the return of their listeners, in buckets as
// Prometheus has them. A batch counts with its oldest event's time, for each of its events.

import type { DeliveryStatus } from "./status.js";

const BOUNDS_S = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;

/** Counts. */
export class DeliveryTimes {
  /** Events by the first bound that they keep to; the last ones keep to none. */
  readonly #counts = new Float64Array(BOUNDS_S.length + 1);
  #sum = 0;

  /** So many events were handed over together after so many ms. */
  add(ms: number, events: number): void {
    const seconds = Math.max(0, ms / 1_000);
    let at = 0;
    while (at < BOUNDS_S.length && seconds > (BOUNDS_S[at] ?? 0)) at++;
    this.#counts[at] = (this.#counts[at] ?? 0) + events;
    this.#sum += seconds * events;
  }

  get status(): DeliveryStatus {
    let count = 0;
    const buckets = BOUNDS_S.map((seconds, at) => {
      count += this.#counts[at] ?? 0;
      return { seconds, count };
    });
    return { buckets, sum: this.#sum, count: count + (this.#counts.at(-1) ?? 0) };
  }
}
