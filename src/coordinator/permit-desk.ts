// Brings shards that wait to identify together with the identify queue, across threads: a lease
// becomes a permit that is good for 250 ms, and what the thread did with it ends the lease.

import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../discord/gateway-error.js";
import { hrtime } from "../transport/hrtime.js";
import type { IdentifyQueue, Lease } from "./identify-queue.js";
import { PERMIT_MS } from "./permit.js";

/** So many permits in a row that came too late are worth a warning. */
const LATE_LIMIT = 3;

/** The wait after a queue that failed, in ms; doubled up to the last one. */
const RETRY_MS = { first: 1_000, last: 60_000 } as const;

/** A shard that waits, under the number of its wait. */
export interface Waiting {
  readonly thread: number;
  readonly shard: number;
  readonly ticket: number;
}

/** Who carries permits to threads. */
export interface PermitOwner {
  permit(waiting: Waiting, until: number): void;
  warning(error: GatewayError): void;
}

/** One shard at the desk: queueing, or with a permit out. */
interface Place {
  readonly waiting: Waiting;
  readonly abort: AbortController;
  out: { readonly lease: Lease; readonly given: number } | null;
}

/** All shards that wait. */
export class PermitDesk {
  readonly #queue: IdentifyQueue;
  readonly #owner: PermitOwner;
  readonly #places = new Map<number, Place>();
  readonly #late = new Map<number, number>();

  constructor(queue: IdentifyQueue, owner: PermitOwner) {
    this.#queue = queue;
    this.#owner = owner;
  }

  /** A shard begins to wait. */
  ask(waiting: Waiting): void {
    this.#places.get(waiting.shard)?.abort.abort();
    const place: Place = { waiting, abort: new AbortController(), out: null };
    this.#places.set(waiting.shard, place);
    void this.#wait(place);
  }

  /** It waits no longer. A permit that is out is answered by the thread. */
  withdraw(shard: number, ticket: number): void {
    const place = this.#places.get(shard);
    if (place?.waiting.ticket !== ticket || place.out !== null) return;
    this.#leave(place);
  }

  /** What a thread did with a permit. @param at - when, by `hrtime`, in ms. */
  answer({ shard, ticket }: Waiting, used: boolean, at: number): void {
    const place = this.#places.get(shard);
    if (place?.waiting.ticket !== ticket || place.out === null) return;
    const { lease, given } = place.out;
    place.out = null;
    if (used) lease.sent(at);
    else lease.release();
    this.#count(place.waiting, used || at <= given + PERMIT_MS);
    // Unused although in time: the shard had gone. Too late: it waits on.
    if (used || at <= given + PERMIT_MS) this.#leave(place);
    else void this.#wait(place);
  }

  /** A thread is gone, and with it all that its shards waited for. */
  dropThread(thread: number): void {
    for (const place of this.#places.values()) {
      if (place.waiting.thread !== thread) continue;
      place.out?.lease.sent(place.out.given + PERMIT_MS);
      this.#leave(place);
    }
    this.#late.delete(thread);
  }

  /** No permit is given any more. */
  close(): void {
    for (const place of this.#places.values()) if (place.out === null) this.#leave(place);
  }

  async #wait(place: Place): Promise<void> {
    const { shard } = place.waiting;
    const { signal } = place.abort;
    for (let retry: number = RETRY_MS.first; ; retry = Math.min(2 * retry, RETRY_MS.last)) {
      try {
        const lease = await this.#queue.lease(shard, signal);
        if (signal.aborted) return lease.release();
        return this.#give(place, lease);
      } catch (cause) {
        if (signal.aborted) return;
        this.#owner.warning(queueFailed(shard, cause, retry));
      }
      await sleep(retry, undefined, { signal }).catch(() => signal.aborted);
      if (signal.aborted) return;
    }
  }

  #give(place: Place, lease: Lease): void {
    const given = hrtime();
    place.out = { lease, given };
    this.#owner.permit(place.waiting, given + PERMIT_MS);
  }

  #leave(place: Place): void {
    place.abort.abort();
    const { shard } = place.waiting;
    if (this.#places.get(shard) === place) this.#places.delete(shard);
  }

  #count({ thread, shard }: Waiting, inTime: boolean): void {
    const late = inTime ? 0 : (this.#late.get(thread) ?? 0) + 1;
    this.#late.set(thread, late === LATE_LIMIT ? 0 : late);
    if (late < LATE_LIMIT) return;
    const message =
      `Thread ${thread} was over ${PERMIT_MS} ms late for ${LATE_LIMIT} identify permits in a ` +
      `row, last for shard ${shard}: it has too much to do, give it fewer shards`;
    this.#owner.warning(new GatewayError("PERMIT_LATE", message, { thread, shard }));
  }
}

function queueFailed(shard: number, cause: unknown, retry: number): GatewayError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `The identify queue failed for shard ${shard}: ${why}; asked again in ${retry} ms`;
  return new GatewayError("IDENTIFY_QUEUE_FAILED", message, { shard, cause });
}
