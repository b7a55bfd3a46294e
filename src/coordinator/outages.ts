// Connections that shards lost and how they came back, in words for the log.

import type { ShardEvent } from "./shard-board.js";

/** A shard without a connection that is ready. */
interface Outage {
  /** When the first of its connections was lost, in ms of the clock. */
  readonly since: number;
  /** How the last connection began. */
  readonly by: "resuming" | "identifying";
}

function loss({ id, code, reason, by }: ShardEvent): string {
  const who = [by, code].filter((part) => part !== undefined).join(", ");
  const what = reason === undefined || reason === "" ? who : `${who}: ${reason}`;
  return `shard ${id} lost its connection (${what})`;
}

/** Follows all shards of a run. */
export class Outages {
  readonly #now: () => number;
  readonly #outages = new Map<number, Outage>();

  /** @param now - a clock in ms that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** What there is to say of a change; null where it is a step on the way. */
  tell(event: ShardEvent): string | null {
    const { id, state } = event;
    const outage = this.#outages.get(id);
    if (state === "backoff") {
      this.#outages.set(id, outage ?? { since: this.#now(), by: "resuming" });
      return loss(event);
    }
    if (outage === undefined) return null;
    if (state === "resuming" || state === "identifying") {
      this.#outages.set(id, { ...outage, by: state });
    }
    return state === "ready" ? this.#back(id, outage) : null;
  }

  #back(id: number, { since, by }: Outage): string {
    this.#outages.delete(id);
    const after = `after ${((this.#now() - since) / 1_000).toFixed(1)} s`;
    if (by === "resuming") return `shard ${id} resumed ${after}, nothing lost`;
    return `shard ${id} identified anew ${after}`;
  }
}
