// Whether shards wait until Discord lets the bot identify again, which can take a day: windows and
// seconds say nothing about that.

import type { IdentifyStatus } from "../coordinator/status.js";

/** Shards that wait for more identifies. */
export interface BudgetWait {
  readonly shards: number;
  /** In ms since 1970. */
  readonly until: number;
}

/** What the budget keeps waiting; null while there are identifies, or nobody wants one. */
export function budgetWait(identify: IdentifyStatus | null): BudgetWait | null {
  if (identify === null) return null;
  const { waiting, remaining, reserve, resetsAt } = identify;
  if (waiting === 0 || remaining > reserve || resetsAt === null) return null;
  return { shards: waiting, until: Math.round(resetsAt) };
}
