// A coordinator as the status page sees it, of a bot that nobody runs: for what would take a
// thousand shards, or a minute, with a real one.

import { EventEmitter } from "node:events";
import type { CoordinatorEvents } from "../../src/coordinator/events.js";
import type { Status } from "../../src/coordinator/status.js";
import type { StatusSource } from "../../src/ops/status-source.js";
import { madeStatus } from "./made-status.js";

export class MadeSource extends EventEmitter<CoordinatorEvents> implements StatusSource {
  readonly #shards: number;
  readonly #startedAt = Date.now();
  /** How often it was asked. */
  asked = 0;

  constructor(shards: number) {
    super();
    this.#shards = shards;
  }

  status(): Status {
    this.asked++;
    const status = madeStatus({ shards: this.#shards, threads: 2, at: Date.now() });
    return { ...status, startedAt: this.#startedAt };
  }
}
