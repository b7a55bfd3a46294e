// Counts what a demo is to show: every event of a session comes, one seq after the other.

import type { TakenBatch } from "../coordinator/batch-sink.js";
import type { ShardEvent } from "../coordinator/shard-board.js";
import type { EventOutput } from "./event-output.js";

/** What has been counted so far. */
export interface Counts {
  readonly events: number;
  /** Connections that went on where the last one had ended. */
  readonly resumes: number;
  readonly identifies: number;
  /** Seqs that were passed over. */
  readonly lost: number;
  /** Sessions that Discord gave up, with what they may have held. */
  readonly sessionsLost: number;
}

/** Counts what goes through to an output. */
export class Tally implements EventOutput {
  readonly #output: EventOutput;
  readonly #filtered: boolean;
  /** Shards that wait for RESUMED. */
  readonly #resuming = new Set<number>();
  /** The last seq of each session. */
  readonly #seqs = new Map<string, number>();
  #resumes = 0;
  #identifies = 0;
  #lost = 0;
  #sessionsLost = 0;

  /** @param filtered - whether events are left out on purpose, so that no seq counts as lost. */
  constructor(output: EventOutput, filtered: boolean) {
    this.#output = output;
    this.#filtered = filtered;
  }

  get count(): number {
    return this.#output.count;
  }

  get broken(): boolean {
    return this.#output.broken;
  }

  get counts(): Counts {
    return {
      events: this.count,
      resumes: this.#resumes,
      identifies: this.#identifies,
      lost: this.#lost,
      sessionsLost: this.#sessionsLost,
    };
  }

  take(batch: TakenBatch, done: () => void): void {
    if (!this.#filtered) this.#check(batch);
    this.#output.take(batch, done);
  }

  /** A shard's state has changed. */
  shard({ id, state }: Pick<ShardEvent, "id" | "state">): void {
    if (state === "identifying") this.#identifies++;
    if (state === "ready" && this.#resuming.has(id)) this.#resumes++;
    if (state === "resuming") this.#resuming.add(id);
    else this.#resuming.delete(id);
  }

  sessionLost(): void {
    this.#sessionsLost++;
  }

  #check(batch: TakenBatch): void {
    const cursor = batch.cursor();
    while (cursor.next()) {
      const session = batch.session(cursor.shard);
      const last = this.#seqs.get(session) ?? 0;
      this.#lost += Math.max(0, cursor.seq - last - 1);
      this.#seqs.set(session, Math.max(last, cursor.seq));
    }
  }
}
