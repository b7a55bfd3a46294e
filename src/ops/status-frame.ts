// What the status page is told once a second, as the text of a server-sent event.

import { performance, type EventLoopUtilization } from "node:perf_hooks";
import type { Plan } from "../coordinator/plan.js";
import type { ShardEvent } from "../coordinator/shard-board.js";
import type { Status } from "../coordinator/status.js";
import type { StatusSource } from "./status-source.js";
import { Watch } from "./watch.js";

/** The data of a `status` event. */
export interface StatusFrame {
  readonly status: Status;
  /** The part of the time since the last frame in which the main thread was busy, from 0 to 1. */
  readonly load: number;
  /** The memory of the process. */
  readonly rssBytes: number;
  /** What is left of the start; null when there is none, or it began before this page did. */
  readonly start: { readonly windowsLeft: number; readonly msLeft: number } | null;
}

/** Makes frames. */
export class StatusFrames {
  readonly #source: StatusSource;
  readonly #watch = new Watch();
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();

  constructor(source: StatusSource) {
    this.#source = source;
    source.on("plan", this.#plan);
    source.on("shard", this.#shard);
  }

  /** A frame of this moment. */
  next(): StatusFrame {
    const { utilization: load } = performance.eventLoopUtilization(this.#utilization);
    this.#utilization = performance.eventLoopUtilization();
    const status = this.#source.status();
    const starting = status.phase === "starting" && this.#watch.phase === "starting";
    const { windowsLeft, msLeft } = this.#watch.outlook;
    const start = starting ? { windowsLeft, msLeft } : null;
    return { status, load, rssBytes: process.memoryUsage.rss(), start };
  }

  stop(): void {
    this.#source.off("plan", this.#plan);
    this.#source.off("shard", this.#shard);
  }

  readonly #plan = (plan: Plan): void => this.#watch.plan(plan);
  readonly #shard = (event: ShardEvent): void => this.#watch.shard(event);
}
