// When Discord counts an identify no more: its budget is filled up again a day after the first
// identify of a window. https://discord.com/developers/docs/events/gateway#session-start-limit-object

import type { BudgetFigures } from "./identify-budget.js";
import { BUDGET_WINDOW_MS } from "./identify-budget.js";
import type { PastIdentify } from "./session-store.js";

/** The windows of one budget, from what was last heard of it. */
export class IdentifyWindow {
  readonly #now: () => number;
  #resetAt: number | null;

  /** @param now - a steady clock, in ms. */
  constructor({ total, remaining, resetAfter }: BudgetFigures, now: () => number) {
    this.#now = now;
    this.#resetAt = remaining === total ? null : now() + resetAfter;
  }

  /** In how many ms an identify that is sent now counts no more. */
  left(): number {
    const now = this.#now();
    if (this.#resetAt === null || this.#resetAt <= now) this.#resetAt = now + BUDGET_WINDOW_MS;
    return this.#resetAt - now;
  }
}

/**
 * Of what Discord says is left and what the bot itself knows to have spent, the smaller remainder:
 * Discord's figure may be old, and identifies of other processes are in that figure only.
 *
 * @param identifies - those that the bot knows of.
 * @param now - ms since 1970.
 */
export function smallerRemainder<T extends BudgetFigures>(
  figures: T,
  identifies: readonly PastIdentify[],
  now: number,
): T {
  const { total, remaining, resetAfter } = figures;
  const began = resetAfter > 0 ? now + resetAfter - BUDGET_WINDOW_MS : -Infinity;
  const spent = identifies.filter(({ at, until }) => at >= began && until > now);
  const left = Math.max(0, total - spent.length);
  if (left >= remaining) return figures;
  const last = Math.max(0, ...spent.map(({ until }) => until - now));
  const reset = remaining < total ? resetAfter : Math.min(last, BUDGET_WINDOW_MS);
  return { ...figures, remaining: left, resetAfter: reset };
}
