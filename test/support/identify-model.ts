// An identify queue as its rules say it, without timers and without regard for speed: what the real
// one is compared with.

const LANE_MS = 5_150;
const PERMIT_MS = 250;
const ANSWER_MS = 2_000;
const DAY_MS = 86_400_000;

/** A lease that was given. */
export interface ModelLease {
  readonly shard: number;
  readonly givenAt: number;
  state: "out" | "sent" | "assumed" | "released";
  sentAt: number;
  /** Which figures it was counted in. */
  period: number;
}

/** The rules. Nothing is kept in reserve. */
export class IdentifyModel {
  now = 0;
  lanes: number;
  total: number;
  remaining: number;
  /** Shards that wait, as they came. */
  waiting: number[] = [];
  readonly leases: ModelLease[] = [];
  #resetAt: number | null;
  #period = 0;
  #polite: number[] = [];

  constructor(lanes: number, total: number, remaining: number, resetAfter: number) {
    this.lanes = lanes;
    this.total = total;
    this.remaining = remaining;
    this.#resetAt = remaining < total ? resetAfter : null;
  }

  update(lanes: number, remaining: number, resetAfter: number): void {
    this.lanes = lanes;
    this.remaining = remaining;
    this.#resetAt = remaining < this.total ? this.now + resetAfter : null;
    this.#period += 1;
    this.settle();
  }

  sent(lease: ModelLease): void {
    if (lease.state === "out") {
      this.#spend(lease);
    }
    if (lease.state === "out" || lease.state === "assumed") {
      lease.state = "sent";
      lease.sentAt = this.now;
    }
    this.settle();
  }

  release(lease: ModelLease): void {
    if (lease.state === "assumed" && lease.period === this.#period) {
      this.remaining = Math.min(this.total, this.remaining + 1);
    }
    if (lease.state === "out" || lease.state === "assumed") {
      lease.state = "released";
      this.#polite.push(lease.shard);
    }
    this.settle();
  }

  /** Does all that is due now. */
  settle(): void {
    if (this.#resetAt !== null && this.now >= this.#resetAt) {
      this.remaining = this.total;
      this.#resetAt = null;
      this.#period += 1;
    }
    for (const lease of this.leases) {
      if (lease.state === "out" && this.now - lease.givenAt >= ANSWER_MS) {
        this.#spend(lease);
        lease.state = "assumed";
        lease.sentAt = lease.givenAt + PERMIT_MS;
      }
    }
    const byShard = this.waiting.toSorted((a, b) => a - b);
    for (const lane of new Set(byShard.map((shard) => shard % this.lanes))) {
      this.#serve(lane);
    }
  }

  #serve(lane: number): void {
    const inLane = (shard: number): boolean => shard % this.lanes === lane;
    const out = this.leases.filter(({ state }) => state === "out").length;
    if (this.leases.some((lease) => inLane(lease.shard) && this.#holdsLane(lease))) {
      return;
    }
    if (this.remaining - out <= 0) {
      return;
    }
    const waiting = this.waiting.filter(inLane).toSorted((a, b) => a - b);
    const shard = waiting.find((id) => !this.#polite.includes(id)) ?? waiting[0] ?? NaN;
    this.waiting.splice(this.waiting.indexOf(shard), 1);
    this.#polite = this.#polite.filter((id) => !inLane(id));
    this.leases.push({ shard, givenAt: this.now, state: "out", sentAt: NaN, period: NaN });
  }

  #holdsLane({ state, sentAt }: ModelLease): boolean {
    return state === "out" || (state !== "released" && sentAt + LANE_MS > this.now);
  }

  #spend(lease: ModelLease): void {
    this.remaining = Math.max(0, this.remaining - 1);
    this.#resetAt ??= this.now + DAY_MS;
    lease.period = this.#period;
  }
}
