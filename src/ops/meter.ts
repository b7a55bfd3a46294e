// How much goes through and how much of the main thread it takes, each over the last second or
// more: read as often as one likes, measured at most once a second.

import { performance, type EventLoopUtilization } from "node:perf_hooks";

/** What is measured. */
export interface Reading {
  readonly eventsPerSecond: number;
  /** The part of the time in which the main thread was busy, from 0 to 1. */
  readonly load: number;
}

const SPAN_MS = 1_000;

/** Measures. */
export class Meter {
  readonly #count: () => number;
  readonly #now: () => number;
  #at: number;
  #events: number;
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #last: Reading = { eventsPerSecond: 0, load: 0 };

  /**
   * @param count - how many events there have been.
   * @param now - a clock in ms that never goes back.
   */
  constructor(count: () => number, now: () => number = () => performance.now()) {
    this.#count = count;
    this.#now = now;
    this.#at = now();
    this.#events = count();
  }

  /** The reading over the time since the last one, or the last one while it is fresh. */
  read(): Reading {
    const elapsed = this.#now() - this.#at;
    if (elapsed < SPAN_MS) return this.#last;
    const utilization = performance.eventLoopUtilization();
    this.#last = {
      eventsPerSecond: ((this.#count() - this.#events) * 1_000) / elapsed,
      load: performance.eventLoopUtilization(utilization, this.#utilization).utilization,
    };
    this.#at += elapsed;
    this.#events = this.#count();
    this.#utilization = utilization;
    return this.#last;
  }
}
