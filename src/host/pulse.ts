// A thread's pulse: twice a second it shows that the thread lives, and how it is doing.

import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { Counters } from "../transport/counters.js";

const PULSE_MS = 500;

/** The pulse of this thread. */
export class Pulse {
  readonly #alive: Int32Array;
  readonly #counters: Counters;
  readonly #timer: NodeJS.Timeout;
  #due = performance.now() + PULSE_MS;
  #utilization = performance.eventLoopUtilization();

  /**
   * @param alive - a counter that goes up with every beat.
   * @param beat - what else is to be done twice a second.
   */
  constructor(alive: Int32Array, counters: Counters, beat: () => void) {
    this.#alive = alive;
    this.#counters = counters;
    this.#timer = setInterval(() => {
      this.#tell();
      beat();
    }, PULSE_MS);
    this.#tell();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tell(): void {
    Atomics.add(this.#alive, 0, 1);
    const now = performance.now();
    const utilization = performance.eventLoopUtilization();
    this.#counters.beat = {
      seenAt: Date.now(),
      load: performance.eventLoopUtilization(utilization, this.#utilization).utilization,
      lagMs: Math.max(0, now - this.#due),
      heapBytes: getHeapStatistics().used_heap_size,
    };
    this.#utilization = utilization;
    this.#due = now + PULSE_MS;
  }
}
