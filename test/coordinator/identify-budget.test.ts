import assert from "node:assert/strict";
import test from "node:test";
import { type BudgetOptions, IdentifyBudget } from "../../src/coordinator/identify-budget.js";

const HOUR = 3_600_000;

/** A budget on a clock that a test sets. */
function budgetAt(options: Partial<BudgetOptions>): {
  budget: IdentifyBudget;
  at: (ms: number) => void;
} {
  let ms = 0;
  const figures = { total: 1_000, remaining: 1_000, resetAfter: 0, shards: 16 };
  const budget = new IdentifyBudget({ ...figures, now: () => ms, ...options });
  return { budget, at: (later) => void (ms = later) };
}

function spend(budget: IdentifyBudget): number {
  assert.ok(budget.hold(), "there is one to hold");
  return budget.spend();
}

test("the reserve is a tenth, or the shards, or what they leave", () => {
  const table = [
    { total: 1_000, shards: 16, reserve: 16 },
    { total: 1_000, shards: 400, reserve: 100 },
    { total: 1_000, shards: 950, reserve: 50 },
    { total: 1_000, shards: 1_000, reserve: 0 },
    { total: 1_000, shards: 1_200, reserve: 0 },
    { total: 9, shards: 1, reserve: 0 },
    { total: 2_005, shards: 1_024, reserve: 200 },
  ];
  for (const { reserve, ...figures } of table) {
    const { budget } = budgetAt({ ...figures, remaining: figures.total });
    assert.equal(budget.reserve, reserve, JSON.stringify(figures));
  }
});

test("identifies stop at the reserve, or at none left where that may be spent", () => {
  const { budget } = budgetAt({ remaining: 18, resetAfter: HOUR });
  spend(budget);
  spend(budget);
  assert.equal(budget.hold(), false);
  assert.equal(budget.remaining, 16);
  assert.equal(budget.exhaustedUntil, HOUR);
  const { budget: all } = budgetAt({ remaining: 1, resetAfter: HOUR, spendReserve: true });
  spend(all);
  assert.equal(all.hold(), false);
});

test("permits that are out count like spent ones, until they are dropped", () => {
  const { budget } = budgetAt({ remaining: 2, resetAfter: HOUR, spendReserve: true });
  assert.deepEqual([budget.hold(), budget.hold(), budget.hold()], [true, true, false]);
  assert.equal(budget.exhaustedUntil, null);
  budget.drop();
  assert.equal(budget.remaining, 2);
  assert.ok(budget.hold());
});

test("a window that runs ends when Discord said, and not when it is first used", () => {
  const { budget, at } = budgetAt({ remaining: 17, resetAfter: 20 * HOUR });
  at(12 * HOUR);
  spend(budget);
  assert.equal(budget.exhaustedUntil, 20 * HOUR);
  at(20 * HOUR - 1);
  assert.equal(budget.hold(), false);
  at(20 * HOUR);
  assert.ok(budget.hold());
  assert.equal(budget.remaining, 1_000);
});

test("a new window starts at its first identify and lasts a day", () => {
  const { budget, at } = budgetAt({ total: 2, remaining: 2, spendReserve: true });
  at(12 * HOUR);
  spend(budget);
  at(13 * HOUR);
  spend(budget);
  assert.equal(budget.exhaustedUntil, 36 * HOUR);
  at(36 * HOUR);
  assert.equal(budget.remaining, 2);
  at(40 * HOUR);
  spend(budget);
  spend(budget);
  assert.equal(budget.exhaustedUntil, 64 * HOUR);
});

test("fresh figures take the place of the counted ones", () => {
  const { budget, at } = budgetAt({ remaining: 16, resetAfter: HOUR });
  assert.equal(budget.hold(), false);
  at(1_000);
  budget.update({ total: 2_000, remaining: 100, resetAfter: HOUR });
  assert.equal(budget.remaining, 100);
  spend(budget);
  budget.update({ total: 2_000, remaining: 0, resetAfter: 60_000 });
  assert.equal(budget.exhaustedUntil, 61_000);
});

test("a refund gives back what was spent, but nothing into other figures", () => {
  const { budget, at } = budgetAt({ remaining: 500, resetAfter: HOUR });
  const spent = [spend(budget), spend(budget), spend(budget)];
  assert.equal(budget.remaining, 497);
  budget.refund(spent[0] ?? NaN);
  assert.equal(budget.remaining, 498);
  budget.update({ total: 1_000, remaining: 400, resetAfter: HOUR });
  budget.refund(spent[1] ?? NaN);
  assert.equal(budget.remaining, 400);
  const late = spend(budget);
  at(HOUR);
  spend(budget);
  budget.refund(late);
  assert.equal(budget.remaining, 999);
});

test("twilight 66: figures beyond 32 bits are counted exactly", () => {
  const { budget } = budgetAt({ total: 2 ** 40, remaining: 2 ** 33 + 1, resetAfter: 2 ** 41 });
  spend(budget);
  assert.equal(budget.remaining, 2 ** 33);
});

test("figures that cannot be true are refused and change nothing", () => {
  const { budget } = budgetAt({});
  const wrong = [
    { total: 0, remaining: 0, resetAfter: 0 },
    { total: 10, remaining: 11, resetAfter: 0 },
    { total: 10, remaining: -1, resetAfter: 0 },
    { total: 10, remaining: 1, resetAfter: -1 },
    { total: NaN, remaining: 1, resetAfter: 0 },
  ];
  for (const figures of wrong) {
    assert.throws(() => budget.update(figures), RangeError, JSON.stringify(figures));
  }
  assert.equal(budget.remaining, 1_000);
});
