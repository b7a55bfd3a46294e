// Where every shard of this process stands, gathered from what the coordinator tells.

import type { IdentifyStatus } from "../coordinator/status.js";
import type { ShardStateName } from "../shard/sink.js";
import { budgetWait, type BudgetWait } from "./budget-wait.js";
import { outlook, type Outlook } from "./outlook.js";

/** What is known before the first shard starts. */
export interface WatchPlan {
  readonly ids: readonly number[];
  readonly maxConcurrency: number;
}

/** Follows the shards. */
export class Watch {
  readonly #now: () => number;
  readonly #shards = new Map<number, ShardStateName>();
  readonly #seen = new Set<number>();
  readonly #identified = new Map<number, number>();
  #maxConcurrency = 1;
  #identify: () => IdentifyStatus | null = () => null;

  /** @param now - a clock in ms that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Where to ask how the identifies of the day stand. */
  budget(identify: () => IdentifyStatus | null): void {
    this.#identify = identify;
  }

  /** The shards that are about to start. */
  plan({ ids, maxConcurrency }: WatchPlan): void {
    this.#maxConcurrency = maxConcurrency;
    for (const id of ids) this.#shards.set(id, "idle");
  }

  /** A shard's state has changed. */
  shard({ id, state }: { readonly id: number; readonly state: ShardStateName }): void {
    this.#shards.set(id, state);
    if (state === "ready") this.#seen.add(id);
    if (state === "identifying") this.#identified.set(id % this.#maxConcurrency, this.#now());
  }

  /** How far they are. */
  get outlook(): Outlook {
    return outlook({
      maxConcurrency: this.#maxConcurrency,
      shards: this.#shards,
      seen: this.#seen,
      identified: this.#identified,
      now: this.#now(),
    });
  }

  /** The shards of a start that wait for the identifies of another day. */
  get budgetWait(): BudgetWait | null {
    return this.phase === "starting" ? budgetWait(this.#identify()) : null;
  }

  /** `planning` before the shards are known, `running` once each has been ready. */
  get phase(): "planning" | "starting" | "running" {
    if (this.#shards.size === 0) return "planning";
    return this.#seen.size < this.#shards.size ? "starting" : "running";
  }
}
