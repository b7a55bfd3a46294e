// Counts what happens to shards and threads over a run, for whoever looks on.

import type { ShardStateName } from "../shard/sink.js";
import type { ShardEvent } from "./shard-board.js";
import type { Totals } from "./status.js";

/** The part of the totals that is counted on the main thread. */
export type Tallied = Pick<
  Totals,
  "identifies" | "resumes" | "closes" | "sessionsLost" | "deafShards" | "threadDeaths"
>;

/** The counts of one run. */
export class Tally {
  #identifies = 0;
  readonly #resumes = { resumed: 0, refused: 0, failed: 0 };
  readonly #closes = new Map<number, number>();
  readonly #deaths = new Map<number, number>();
  /** Shards whose RESUME has cost them their session, until they leave that state. */
  readonly #refused = new Set<number>();
  #sessionsLost = 0;
  #deafShards = 0;

  /** A shard goes from one state to another. */
  change({ id, state, code }: ShardEvent, before: ShardStateName): void {
    if (state === "identifying") this.#identifies++;
    if (code !== undefined) this.#closes.set(code, (this.#closes.get(code) ?? 0) + 1);
    if (before === "resuming" && state !== before) this.#resumes[this.#outcome(id, state)]++;
  }

  /** A shard has lost its session. @param during - the state that it was in. */
  sessionLost(id: number, during: ShardStateName): void {
    this.#sessionsLost++;
    if (during === "resuming") this.#refused.add(id);
  }

  shardDeaf(): void {
    this.#deafShards++;
  }

  threadDied(index: number): void {
    this.#deaths.set(index, this.deaths(index) + 1);
  }

  /** How often a thread died. */
  deaths(index: number): number {
    return this.#deaths.get(index) ?? 0;
  }

  get totals(): Tallied {
    return {
      identifies: this.#identifies,
      resumes: { ...this.#resumes },
      closes: Object.fromEntries(this.#closes),
      sessionsLost: this.#sessionsLost,
      deafShards: this.#deafShards,
      threadDeaths: [...this.#deaths.values()].reduce((sum, deaths) => sum + deaths, 0),
    };
  }

  #outcome(id: number, state: ShardStateName): "resumed" | "refused" | "failed" {
    if (state === "ready") return "resumed";
    return this.#refused.delete(id) ? "refused" : "failed";
  }
}
