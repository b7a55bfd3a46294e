// What is known of a run at any moment: states of shards, counts of what happened, and what the
// threads count themselves. It only watches.

import { hrtime } from "../transport/hrtime.js";
import type { BudgetStanding } from "./identify-budget.js";
import { DeliveryTimes } from "./delivery-times.js";
import type { Prepared } from "./prepare.js";
import { ShardBoard, type ShardEvent } from "./shard-board.js";
import type { Slot } from "./slot.js";
import type { IdentifyStatus, ShardStatus, Status, ThreadStatus, Totals } from "./status.js";
import type { Taken } from "./taken.js";
import { Tally } from "./tally.js";

/** The part of a bot's status that is its run's. */
export type RunStatus = Pick<
  Status,
  "total" | "inflater" | "identify" | "threads" | "shards" | "totals"
>;

/** The record of one run. */
export class Chronicle {
  readonly board: ShardBoard;
  readonly tally: Tally = new Tally();
  readonly #plan: Prepared["plan"];
  readonly #budget: () => BudgetStanding;
  readonly #times = new DeliveryTimes();

  constructor({ plan, budget }: Pick<Prepared, "plan" | "budget">) {
    this.board = new ShardBoard(plan.ids, hrtime);
    this.#plan = plan;
    this.#budget = budget;
  }

  /** A shard changes its state. */
  change(event: ShardEvent): void {
    this.tally.change(event, this.board.row(event.id).state);
    this.board.change(event);
  }

  /** A shard has lost its session. */
  sessionLost(shard: number): void {
    this.tally.sessionLost(shard, this.board.row(shard).state);
  }

  /** The user is done with a batch. */
  delivered({ at, count }: Taken): void {
    if (count > 0) this.#times.add(hrtime() - at, count);
  }

  /** @param waiting - how many shards wait to identify. */
  status(slots: readonly Slot[], waiting: number): RunStatus {
    const { total, inflater, maxConcurrency } = this.#plan;
    return {
      total,
      inflater,
      identify: { maxConcurrency, waiting, ...identifyStatus(this.#budget()) },
      threads: slots.map((slot) => this.#thread(slot)),
      shards: slots
        .flatMap((slot) => slot.thread.shards.map((id) => this.#shard(slot, id)))
        .toSorted((a, b) => a.id - b.id),
      totals: this.#totals(slots),
    };
  }

  #thread({ thread, counters }: Slot): ThreadStatus {
    const { index, up } = thread;
    const deaths = this.tally.deaths(index);
    const { seenAt, load, lagMs, heapBytes } = counters.beat;
    if (!up) return { index, state: "down", deaths, seenAt, load: 0, lagMs: 0, heapBytes: 0 };
    return { index, state: "up", deaths, seenAt, load, lagMs, heapBytes };
  }

  #shard({ thread, counters }: Slot, id: number): ShardStatus {
    const { state, since, lastClose } = this.board.row(id);
    const { latencyMs, events, guilds } = counters.shard(id).reading;
    return { id, thread: thread.index, state, since, latencyMs, events, guilds, lastClose };
  }

  #totals(slots: readonly Slot[]): Totals {
    const events = new Map<string, number>();
    const receivedBytes = { wire: 0, json: 0 };
    for (const { thread, counters } of slots) {
      for (const [name, count] of counters.events()) {
        events.set(name, (events.get(name) ?? 0) + count);
      }
      for (const id of thread.shards) {
        const { wireBytes, jsonBytes } = counters.shard(id).reading;
        receivedBytes.wire += wireBytes;
        receivedBytes.json += jsonBytes;
      }
    }
    return {
      events: Object.fromEntries(events),
      receivedBytes,
      ...this.tally.totals,
      delivery: this.#times.status,
    };
  }
}

/** The budget, with its reset as a date. */
function identifyStatus({
  remaining,
  reserve,
  limit,
  renewsIn,
}: BudgetStanding): Omit<IdentifyStatus, "maxConcurrency" | "waiting"> {
  const resetsAt = renewsIn === null ? null : Date.now() + renewsIn;
  return { remaining, reserve, limit, resetsAt };
}

/** Before there is a run. */
export const NO_RUN: RunStatus = {
  total: 0,
  inflater: null,
  identify: null,
  threads: [],
  shards: [],
  totals: {
    events: {},
    receivedBytes: { wire: 0, json: 0 },
    ...new Tally().totals,
    delivery: new DeliveryTimes().status,
  },
};
