// Brings shards that wait to identify together with the identify queue, across threads: a lease
// becomes a permit that is good for 250 ms, and what the thread did with it ends the lease.

import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import { hrtime } from "../transport/hrtime.js";
import type { IdentifyQueue, Lease } from "./identify-queue.js";
import { PERMIT_MS } from "./permit.js";
import type { Plan } from "./plan.js";
import type { StoredSession } from "./session-store.js";
import { StartLine } from "./start-line.js";

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

/** What a desk needs to know of its run. */
export interface DeskParts {
  readonly queue: IdentifyQueue;
  readonly plan: Plan;
  readonly sessions: readonly StoredSession[];
}

/** Who carries permits to threads. */
export interface PermitOwner {
  permit(waiting: Waiting, until: number): void;
  warning(error: GatewayError): void;
}

/** A permit that is out, until its thread says what became of it. */
interface Out {
  readonly waiting: Waiting;
  readonly lease: Lease;
  readonly given: number;
}

/** All shards that wait, and all permits that are out. */
export class PermitDesk {
  readonly #queue: IdentifyQueue;
  readonly #owner: PermitOwner;
  readonly #start: StartLine;
  /** Shards that queue, and what takes each out of the queue. */
  readonly #queueing = new Map<string, { waiting: Waiting; abort: AbortController }>();
  readonly #out = new Map<string, Out>();
  /** Permits that are out to shards that have left meanwhile. */
  readonly #left = new Set<string>();
  /** How many permits in a row came too late, by thread. */
  readonly #late = new Map<number, number>();
  #closed = false;

  constructor({ queue, plan, sessions }: DeskParts, owner: PermitOwner) {
    this.#queue = queue;
    this.#owner = owner;
    const resumed = new Set(sessions.map(({ shard }) => shard));
    this.#start = new StartLine(plan.ids.filter((id) => !resumed.has(id)));
  }

  /** How many shards wait for a permit. */
  get waiting(): number {
    return this.#queueing.size;
  }

  /** A shard begins to wait. */
  ask(waiting: Waiting): void {
    if (this.#closed) return;
    const abort = new AbortController();
    this.#queueing.set(keyOf(waiting), { waiting, abort });
    void this.#wait(waiting, abort.signal);
  }

  /** It waits no longer. A permit that is out is answered by the thread. */
  withdraw(waiting: Omit<Waiting, "thread">): void {
    const key = keyOf(waiting);
    if (this.#out.has(key)) this.#left.add(key);
    this.#queueing.get(key)?.abort.abort();
    this.#queueing.delete(key);
  }

  /** What a thread did with a permit. @param at - when, by `hrtime`, in ms. */
  answer(answered: Omit<Waiting, "thread">, used: boolean, at: number): void {
    const key = keyOf(answered);
    const out = this.#out.get(key);
    if (out === undefined) return;
    this.#out.delete(key);
    const { waiting, given } = out;
    this.#end(out, used ? at : null);
    const left = this.#left.delete(key);
    const late = !used && !left && at > given + PERMIT_MS;
    this.#count(waiting, late);
    // Unused although in time: the shard had gone. Too late: it waits on.
    if (late) this.ask(waiting);
  }

  /** A thread is gone, and with it all that its shards waited for. */
  dropThread(thread: number): void {
    for (const { waiting } of this.#queueing.values()) {
      if (waiting.thread === thread) this.withdraw(waiting);
    }
    for (const [key, out] of this.#out) {
      if (out.waiting.thread !== thread) continue;
      this.#out.delete(key);
      this.#left.delete(key);
      this.#end(out, out.given + PERMIT_MS);
    }
    this.#late.delete(thread);
  }

  /** No permit is given any more. */
  close(): void {
    this.#closed = true;
    for (const { waiting } of this.#queueing.values()) this.withdraw(waiting);
  }

  async #wait(waiting: Waiting, signal: AbortSignal): Promise<void> {
    await this.#start.arrive(waiting.shard);
    if (signal.aborted) return;
    for (let retry: number = RETRY_MS.first; ; retry = Math.min(2 * retry, RETRY_MS.last)) {
      try {
        const lease = await this.#queue.lease(waiting.shard, signal);
        return this.#give(waiting, lease, signal);
      } catch (cause) {
        if (signal.aborted) return;
        this.#owner.warning(queueFailed(waiting.shard, cause, retry));
      }
      await sleep(retry, undefined, { signal }).catch(() => signal.aborted);
      if (signal.aborted) return;
    }
  }

  #give(waiting: Waiting, lease: Lease, signal: AbortSignal): void {
    const key = keyOf(waiting);
    const given = hrtime();
    if (signal.aborted) return this.#end({ waiting, lease, given }, null);
    this.#queueing.delete(key);
    this.#out.set(key, { waiting, lease, given });
    this.#owner.permit(waiting, given + PERMIT_MS);
  }

  /** Ends a lease: sent at this time, or not at all. The queue may be the user's, and fail. */
  #end({ waiting, lease }: Out, sentAt: number | null): void {
    try {
      if (sentAt === null) lease.release();
      else lease.sent(sentAt);
    } catch (cause) {
      this.#owner.warning(queueFailed(waiting.shard, cause, null));
    }
  }

  #count({ thread, shard }: Waiting, late: boolean): void {
    const row = late ? (this.#late.get(thread) ?? 0) + 1 : 0;
    this.#late.set(thread, row === LATE_LIMIT ? 0 : row);
    if (row < LATE_LIMIT) return;
    const message =
      `Thread ${thread} was over ${PERMIT_MS} ms late for ${LATE_LIMIT} identify permits in a ` +
      `row, last for shard ${shard}: it has too much to do, give it fewer shards`;
    this.#owner.warning(new GatewayError("PERMIT_LATE", message, { thread, shard }));
  }
}

function keyOf({ shard, ticket }: Omit<Waiting, "thread">): string {
  return `${shard}/${ticket}`;
}

/** @param retry - in how many ms it is asked again, or null. */
function queueFailed(shard: number, cause: unknown, retry: number | null): GatewayError {
  const again = retry === null ? "" : `; asked again in ${retry} ms`;
  const message = `The identify queue failed for shard ${shard}: ${why(cause)}${again}`;
  return new GatewayError("IDENTIFY_QUEUE_FAILED", message, { shard, cause });
}
