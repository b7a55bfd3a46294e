// Hands out identifies to the shards of one process.
//
// Which lane is taken until when is derived from the permits of the last seconds, each with its
// shard, whenever somebody asks. So a change of `max_concurrency` deals shards and past identifies
// to the new lanes alike, and neither makes up nor loses a turn.

import { hrtime } from "../transport/hrtime.js";
import {
  type BudgetFigures,
  type BudgetOptions,
  type BudgetStanding,
  IdentifyBudget,
} from "./identify-budget.js";
import type { IdentifyQueue, Lease } from "./identify-queue.js";
import { Permit, type PermitOwner } from "./permit.js";
import { type Waiter, WaitingLine } from "./waiting-line.js";

/** The longest time that setTimeout takes, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What Discord allows. */
export interface IdentifyFigures extends BudgetFigures {
  /** The number of lanes, at least 1. */
  readonly maxConcurrency: number;
}

/** What a queue is made of. */
export interface MemoryIdentifyQueueOptions extends IdentifyFigures, Omit<BudgetOptions, "now"> {
  /**
   * Few identifies are left, see `IdentifyBudget.low`; told once each time, when somebody waits.
   *
   * @param left - identifies left, those of the reserve included.
   */
  readonly onLow?: ((left: number) => void) | undefined;
  /**
   * The budget is down to its reserve and somebody waits; told once each time.
   *
   * @param until - when identifies go on, in ms since 1970.
   */
  readonly onExhausted?: ((until: number) => void) | undefined;
  /** Identifies of the seconds before, by the queue's clock: they keep their lanes. */
  readonly past?: readonly { readonly shard: number; readonly at: number }[] | undefined;
  /**
   * No lane is free before this moment, by the queue's clock. Default: all are. Infinity is until
   * the first `update`.
   */
  readonly opensAt?: number | undefined;
  /** A clock in ms that all threads share. Default: `process.hrtime`. */
  readonly now?: (() => number) | undefined;
}

interface LeaseWaiter extends Waiter {
  readonly give: (lease: Lease) => void;
}

/** An identify queue in memory. */
export class MemoryIdentifyQueue implements IdentifyQueue {
  readonly #now: () => number;
  readonly #budget: IdentifyBudget;
  readonly #owner: PermitOwner;
  readonly #onLow: (left: number) => void;
  readonly #onExhausted: (until: number) => void;
  #opensAt: number;
  readonly #line = new WaitingLine<LeaseWaiter>();
  /** Permits that are out or whose window is not over. */
  readonly #permits = new Set<Permit>();
  #lanes: number;
  #timer: NodeJS.Timeout | undefined;
  #servesSoon = false;
  #toldExhausted = false;
  #toldLow = false;

  /** @throws RangeError where the figures cannot be true. */
  constructor(options: MemoryIdentifyQueueOptions) {
    this.#now = options.now ?? hrtime;
    this.#budget = new IdentifyBudget({ ...options, now: this.#now });
    this.#lanes = checkLanes(options.maxConcurrency);
    this.#onLow = options.onLow ?? (() => undefined);
    this.#onExhausted = options.onExhausted ?? (() => undefined);
    this.#opensAt = options.opensAt ?? -Infinity;
    this.#owner = {
      budget: this.#budget,
      now: this.#now,
      changed: (permit) => this.#permitChanged(permit),
    };
    for (const { shard, at } of options.past ?? []) {
      this.#permits.add(Permit.sent(shard, at, this.#owner));
    }
  }

  /** Identifies left today. */
  get remaining(): number {
    return this.#budget.remaining;
  }

  /** How the budget of the day stands. */
  get budget(): BudgetStanding {
    return this.#budget.standing;
  }

  async lease(shard: number, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    return await new Promise((resolve, reject) => {
      const waiter = { shard, give };
      const leave = (): void => {
        this.#line.remove(waiter);
        this.#serveSoon();
        reject(signal.reason);
      };
      function give(lease: Lease): void {
        signal.removeEventListener("abort", leave);
        resolve(lease);
      }
      signal.addEventListener("abort", leave, { once: true });
      this.#line.add(waiter);
      this.#serveSoon();
    });
  }

  /**
   * Takes fresh figures; who waits and may go on now does so at once.
   *
   * @throws RangeError where the figures cannot be true; nothing has changed then.
   */
  update(figures: IdentifyFigures): void {
    const lanes = checkLanes(figures.maxConcurrency);
    this.#budget.update(figures);
    if (this.#opensAt === Infinity) this.#opensAt = this.#now();
    this.#lanes = lanes;
    this.#serveSoon();
  }

  #permitChanged(permit: Permit): void {
    this.#permits.add(permit); // a late answer can open a window that was over
    if (permit.unused) {
      this.#line.yield(permit.shard);
    }
    this.#serveSoon();
  }

  /** Waits until all who ask in one go have asked, so that the lowest of them is first. */
  #serveSoon(): void {
    if (!this.#servesSoon) {
      this.#servesSoon = true;
      queueMicrotask(() => {
        this.#servesSoon = false;
        this.#serve();
      });
    }
  }

  #serve(): void {
    const now = this.#now();
    const taken = this.#lanesTaken(now);
    let wake = Infinity;
    this.#tellLow();
    for (const [lane, waiter] of this.#line.firsts(this.#lanes)) {
      const freeAt = Math.max(taken.get(lane) ?? now, this.#opensAt);
      if (freeAt > now) {
        wake = Math.min(wake, freeAt);
      } else if (this.#budget.hold()) {
        this.#give(waiter);
      } else {
        wake = Math.min(wake, this.#outOfBudget(now));
      }
    }
    this.#wakeAt(Math.min(wake, this.#nextOverdue(now)), now);
  }

  #give(waiter: LeaseWaiter): void {
    this.#toldExhausted = false;
    this.#line.serve(waiter, this.#lanes);
    const permit = new Permit(waiter.shard, this.#owner);
    this.#permits.add(permit);
    waiter.give(permit);
  }

  /** Until when each lane is taken that is, and forgets permits that take none any longer. */
  #lanesTaken(now: number): ReadonlyMap<number, number> {
    const taken = new Map<number, number>();
    for (const permit of this.#permits) {
      if (permit.freeAt <= now) {
        this.#permits.delete(permit);
      }
      const lane = permit.shard % this.#lanes;
      taken.set(lane, Math.max(taken.get(lane) ?? -Infinity, permit.freeAt));
    }
    return taken;
  }

  #tellLow(): void {
    const { low, remaining } = this.#budget;
    if (low && !this.#toldLow && this.#line.length > 0) this.#onLow(remaining);
    this.#toldLow = low && (this.#toldLow || this.#line.length > 0);
  }

  /** When there are identifies again at the latest: permits that are out may tell earlier. */
  #outOfBudget(now: number): number {
    const until = this.#budget.exhaustedUntil;
    if (until !== null && !this.#toldExhausted) {
      this.#toldExhausted = true;
      this.#onExhausted(Date.now() + until - now);
    }
    return until ?? this.#budget.renewsAt ?? Infinity;
  }

  /**
   * When the next permit is overdue. One that is now counts as used only after one more turn of the
   * event loop: an answer may have come while this thread was busy.
   */
  #nextOverdue(now: number): number {
    let next = Infinity;
    for (const permit of this.#permits) {
      if (permit.overdueAt <= now) {
        setImmediate(() => permit.assume());
      } else {
        next = Math.min(next, permit.overdueAt);
      }
    }
    return next;
  }

  /** The process stays alive for this only while somebody waits. */
  #wakeAt(at: number, now: number): void {
    clearTimeout(this.#timer);
    if (at === Infinity) {
      return;
    }
    const delay = Math.min(LONGEST_TIMER_MS, Math.ceil(at - now));
    this.#timer = setTimeout(() => this.#serve(), delay);
    if (this.#line.length === 0) {
      this.#timer.unref();
    }
  }
}

function checkLanes(maxConcurrency: number): number {
  if (!Number.isSafeInteger(maxConcurrency) || maxConcurrency < 1) {
    throw new RangeError(
      "Cannot hand out identifies as 'maxConcurrency' must be a positive integer: " +
        `received ${maxConcurrency}`,
    );
  }
  return maxConcurrency;
}
