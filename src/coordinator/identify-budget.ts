// The identifies that Discord allows a day. Spending the last ones costs the bot its token, so
// some are kept back. https://discord.com/developers/docs/events/gateway#session-start-limit-object

/** How long a window lasts from its first identify, in ms. */
export const BUDGET_WINDOW_MS = 86_400_000;

/** Of this part of the budget at most is the reserve. */
const RESERVE_SHARE = 0.1;

/** Below this part of the budget, or a start of every shard, it is low. */
const LOW_SHARE = 0.1;

/** What `GET /gateway/bot` says. */
export interface BudgetFigures {
  /** Identifies in a window, at least 1. */
  readonly total: number;
  /** Identifies left. */
  readonly remaining: number;
  /** When `remaining` is `total` again, in ms from now. */
  readonly resetAfter: number;
}

/** How a budget stands. */
export interface BudgetStanding {
  /** Identifies left; at `reserve` they stop. */
  readonly remaining: number;
  readonly reserve: number;
  /** Identifies in a window. */
  readonly limit: number;
  /** In how many ms `remaining` is `limit` again; null where it is. */
  readonly renewsIn: number | null;
}

/** A budget's figures, and what it keeps back. */
export interface BudgetOptions extends BudgetFigures {
  /** The bot's number of shards: a reserve for starting each once more is enough. */
  readonly shards: number;
  /** Keep nothing back. Default: false. */
  readonly spendReserve?: boolean | undefined;
  /** Spend none at all before the next reset. Default: false. */
  readonly closed?: boolean | undefined;
  /** A clock in ms. */
  readonly now: () => number;
}

/**
 * Counts identifies down. A permit that is out is held: it counts like a spent one until it turns
 * out to be one.
 */
export class IdentifyBudget {
  readonly #options: BudgetOptions;
  #total = 0;
  #remaining = 0;
  #held = 0;
  /** When `remaining` is `total` again; null before the first identify of a window. */
  #resetAt: number | null = null;
  /** Which figures the counts belong to: a refund into others would make one up. */
  #period = 0;
  #closed = false;

  constructor(options: BudgetOptions) {
    this.#options = options;
    this.update(options);
    this.#closed = options.closed === true && this.#resetAt !== null;
  }

  /** Identifies left, permits that are out not counted. */
  get remaining(): number {
    this.#renew();
    return this.#remaining;
  }

  /** At so many the identifies stop. */
  get reserve(): number {
    const { shards, spendReserve = false } = this.#options;
    const share = Math.floor(this.#total * RESERVE_SHARE);
    return spendReserve ? 0 : Math.max(0, Math.min(share, shards, this.#total - shards));
  }

  /** When `remaining` is `total` again, by this budget's clock; null where it is. */
  get renewsAt(): number | null {
    this.#renew();
    return this.#resetAt;
  }

  get standing(): BudgetStanding {
    const { remaining, reserve } = this;
    const renewsIn = this.#resetAt === null ? null : this.#resetAt - this.#options.now();
    return { remaining, reserve, limit: this.#total, renewsIn };
  }

  /** When identifies go on, by this budget's clock; null while there are some. */
  get exhaustedUntil(): number | null {
    return this.#closed || this.remaining <= this.reserve ? this.#resetAt : null;
  }

  /** Whether so few are left that the user should know before there are none. */
  get low(): boolean {
    const few = Math.max(this.#options.shards, Math.ceil(this.#total * LOW_SHARE));
    return this.remaining - this.reserve < few;
  }

  /**
   * Takes fresh figures.
   *
   * @throws RangeError where they cannot be true.
   */
  update({ total, remaining, resetAfter }: BudgetFigures): void {
    if (!(total >= 1 && remaining >= 0 && remaining <= total && resetAfter >= 0)) {
      throw new RangeError(
        "Cannot count identifies as there must be a total of at least 1, at most as many " +
          `remaining and a time until the reset: received ${total}, ${remaining}, ${resetAfter}`,
      );
    }
    this.#total = total;
    this.#remaining = remaining;
    this.#resetAt = remaining === total ? null : this.#options.now() + resetAfter;
    this.#closed = false;
    this.#period += 1;
  }

  /** Holds one for a permit; false where none may be spent. */
  hold(): boolean {
    if (this.remaining - this.#held <= this.reserve || this.#closed) {
      return false;
    }
    this.#held += 1;
    return true;
  }

  /** The permit was not used. */
  drop(): void {
    this.#held -= 1;
  }

  /**
   * The permit was used.
   *
   * @returns what `refund` takes, should that turn out to be wrong.
   */
  spend(): number {
    this.#renew();
    this.#held -= 1;
    this.#remaining = Math.max(0, this.#remaining - 1);
    this.#resetAt ??= this.#options.now() + BUDGET_WINDOW_MS;
    return this.#period;
  }

  /** A permit was not used after all, for which `spend` gave this period. */
  refund(period: number): void {
    this.#renew();
    if (period === this.#period) {
      this.#remaining = Math.min(this.#total, this.#remaining + 1);
    }
  }

  #renew(): void {
    if (this.#resetAt !== null && this.#options.now() >= this.#resetAt) {
      this.#remaining = this.#total;
      this.#resetAt = null;
      this.#closed = false;
      this.#period += 1;
    }
  }
}
