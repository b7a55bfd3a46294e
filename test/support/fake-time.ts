// A clock and timers that move only when a test lets them.

import type { TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";

/** Time by hand, in ms since the test began. */
export interface FakeTime {
  readonly now: () => number;
  /** Lets time pass in small steps, with a turn of the event loop after each. */
  readonly pass: (ms: number) => Promise<void>;
}

/**
 * Fakes setTimeout and Date for one test.
 *
 * @param step - how far time passes in one go, in ms: what falls into one step is seen as one.
 */
export function fakeTime(t: TestContext, step = 10): FakeTime {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
  return {
    now: () => Date.now(),
    pass: async (ms) => {
      await setImmediate();
      for (let left = ms; left > 0; left -= step) {
        t.mock.timers.tick(Math.min(step, left));
        await setImmediate();
      }
    },
  };
}
