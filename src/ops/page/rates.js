// What changes from second to second: events a second, of all shards and of each, and how long
// deliveries took, each over the last five seconds.

/** @import { DeliveryStatus, Status } from "../../coordinator/status.js" */

/** How many statuses are kept. */
const KEPT = 6;

/** @param {Status} status */
function allEvents({ shards }) {
  return shards.reduce((sum, { events }) => sum + events, 0);
}

/**
 * A quantile, as Prometheus' histogram_quantile finds it.
 *
 * @param {number} part - 0.99 for the 99th percentile.
 * @param {DeliveryStatus} now
 * @param {DeliveryStatus} before
 * @returns {number | null} seconds; null where there was nothing.
 */
function quantile(part, now, before) {
  const wanted = (now.count - before.count) * part;
  if (wanted <= 0) return null;
  let below = 0;
  let from = 0;
  for (const [at, { seconds, count }] of now.buckets.entries()) {
    const upTo = count - (before.buckets[at]?.count ?? 0);
    if (upTo >= wanted) return from + ((seconds - from) * (wanted - below)) / (upTo - below);
    below = upTo;
    from = seconds;
  }
  return from;
}

export class Rates {
  /** @type {Status[]} */
  #kept = [];
  /** @type {Map<number, number>} */
  #before = new Map();

  /** @param {Status} status */
  add(status) {
    const last = this.#kept.at(-1);
    // Another process, or a pause: what is kept says nothing of the present.
    if (last && (last.startedAt !== status.startedAt || status.at - last.at > 5_000)) {
      this.#kept = [];
    }
    this.#kept.push(status);
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#before = new Map(this.#kept[0]?.shards.map(({ id, events }) => [id, events]));
  }

  /** @returns {number} in s; 0 where there is only one status. */
  get #span() {
    return ((this.#kept.at(-1)?.at ?? 0) - (this.#kept[0]?.at ?? 0)) / 1_000;
  }

  /** Events a second of all shards; null before it can be told. */
  get events() {
    const [first] = this.#kept;
    const last = this.#kept.at(-1);
    if (!first || !last || this.#span <= 0) return null;
    return Math.max(0, allEvents(last) - allEvents(first)) / this.#span;
  }

  /**
   * Events a second of one shard; null before it can be told.
   *
   * @param {{ readonly id: number, readonly events: number }} shard
   */
  eventsOf({ id, events }) {
    const before = this.#before.get(id);
    if (before === undefined || this.#span <= 0) return null;
    return Math.max(0, events - before) / this.#span;
  }

  /**
   * How long deliveries took.
   *
   * @param {number} part - 0.99 for the 99th percentile.
   * @returns {number | null} ms; null where there were none.
   */
  delivery(part) {
    const [first] = this.#kept;
    const last = this.#kept.at(-1);
    if (!first || !last) return null;
    const seconds = quantile(part, last.totals.delivery, first.totals.delivery);
    return seconds === null ? null : seconds * 1_000;
  }
}
