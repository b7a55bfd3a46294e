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
  forgiveClears(t);
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

/** Node's fake clearTimeout takes a timer that is over already for another one that still runs. */
function forgiveClears({ mock }: TestContext): void {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const running = new Set<unknown>();
  mock.method(globalThis, "setTimeout", (act: (...args: unknown[]) => void, ...rest: [number]) => {
    const [ms, ...args] = rest;
    const timer = set(() => {
      running.delete(timer);
      act(...args);
    }, ms);
    running.add(timer);
    return timer;
  });
  mock.method(globalThis, "clearTimeout", (timer: NodeJS.Timeout | undefined) => {
    if (running.delete(timer)) clear(timer);
  });
}

/** Lets time pass second by second, and lets everything settle after each. */
export async function passSettled(
  time: FakeTime,
  ms: number,
  settled: () => Promise<void>,
): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await time.pass(Math.min(1_000, left));
    await settled();
  }
}
