// What a coordinator tells of its shards and sessions, kept for the test that asks.

import type { Coordinator, SessionLostEvent, ShardEvent } from "../../src/index.js";

/** A change of a shard's state. */
export interface Change extends ShardEvent {
  /** By `performance.now`, in ms. */
  readonly at: number;
}

/** Everything that was told since this was made. */
export class Watched {
  readonly changes: Change[] = [];
  readonly lost: SessionLostEvent[] = [];
  readonly #gateway: Coordinator;

  constructor(gateway: Coordinator) {
    this.#gateway = gateway;
    gateway.on("shard", (event) => this.changes.push({ ...event, at: performance.now() }));
    gateway.on("sessionLost", (event) => this.lost.push(event));
  }

  /** The states that a shard has gone through, in order. */
  states(shard: number): string[] {
    return this.changes.filter(({ id }) => id === shard).map(({ state }) => state);
  }

  /** The shard's last change to this state. */
  last(shard: number, state: string): Change | undefined {
    return this.changes.findLast((change) => change.id === shard && change.state === state);
  }

  /** How many changes to this state there were, over all shards. */
  count(state: string): number {
    return this.changes.filter((change) => change.state === state).length;
  }

  /** Waits until the test holds; it is made now and whenever something is told. */
  async until(test: () => boolean): Promise<void> {
    if (test()) return;
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!test()) return;
        this.#gateway.off("shard", check).off("sessionLost", check);
        resolve();
      };
      this.#gateway.on("shard", check).on("sessionLost", check);
    });
  }
}
