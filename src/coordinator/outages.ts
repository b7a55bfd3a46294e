// Connections that shards lost and how they came back, in words for the log.

import type { ShardEvent } from "./shard-board.js";

/** A shard without a connection that is ready. */
interface Outage {
  /** When the first of its connections was lost, in ms of the clock. */
  readonly since: number;
  /** How the last connection began. */
  readonly by: "resuming" | "identifying";
}

function loss({ id, code, reason, by }: ShardEvent, wasReady: boolean): string {
  const who = [by, code].filter((part) => part !== undefined).join(", ");
  const what = reason === undefined || reason === "" ? who : `${who}: ${reason}`;
  return `shard ${id} ${wasReady ? "lost its connection" : "could not connect"} (${what})`;
}

/** Follows all shards of a run. */
export class Outages {
  readonly #now: () => number;
  readonly #outages = new Map<number, Outage>();
  readonly #seen = new Set<number>();

  /** @param now - a clock in ms that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * What there is to say of a change; null where it is a step on the way, as each further attempt
   * of an outage is.
   */
  tell(event: ShardEvent): string | null {
    const { id, state } = event;
    const outage = this.#outages.get(id);
    if (state === "ready") return this.#ready(id, outage);
    if (state === "backoff" && outage === undefined) {
      this.#outages.set(id, { since: this.#now(), by: "resuming" });
      return loss(event, this.#seen.has(id));
    }
    if (outage === undefined) return null;
    if (state === "resuming" || state === "identifying") {
      this.#outages.set(id, { ...outage, by: state });
    }
    return null;
  }

  #ready(id: number, outage: Outage | undefined): string | null {
    const wasReady = this.#seen.has(id);
    this.#seen.add(id);
    if (outage === undefined) return null;
    this.#outages.delete(id);
    const { since, by } = outage;
    const after = `after ${((this.#now() - since) / 1_000).toFixed(1)} s`;
    if (!wasReady) return `shard ${id} is ready, ${after} of trying`;
    if (by === "resuming") return `shard ${id} resumed ${after}, nothing lost`;
    return `shard ${id} identified anew ${after}`;
  }
}
