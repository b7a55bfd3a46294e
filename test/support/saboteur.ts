// Loaded into every thread of a bot by `--import`: in a worker it does what a test asks for.

import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";

/** The channel that orders come over. */
export const CHANNEL = "gateway-run-sabotage";

/** What to do, and to which of the workers. */
export interface Order {
  readonly how: "throw" | "exit" | "heap" | "hang" | "collect" | "nothing";
  /** The thread stands still for so long first, in ms. */
  readonly stall?: number;
  /** Which workers are meant: all, those with an even number, or whichever hears of it first. */
  readonly whom: "all" | "even" | "first";
  /**
   * For `"first"`: four bytes of zeros, of which the first to hear takes hold. For `"collect"`:
   * eight, for the KiB that are still held after it, and for how many threads have told.
   */
  readonly hold?: SharedArrayBuffer;
}

function isMeant({ whom, hold }: Order): boolean {
  if (whom === "first" && hold !== undefined) return Atomics.add(new Int32Array(hold), 0, 1) === 0;
  return whom === "all" || threadId % 2 === 0;
}

/** Collects this thread's garbage, which takes `--expose-gc`, and adds up what is left. */
export function collect(hold: SharedArrayBuffer): void {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const [sum, count] = [0, 1];
  Atomics.add(new Int32Array(hold), sum, Math.round((heapUsed + external) / 1_024));
  Atomics.add(new Int32Array(hold), count, 1);
}

function obey({ how, stall = 0, hold }: Order): void {
  if (stall > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stall);
  switch (how) {
    case "nothing":
      return;
    case "throw":
      setImmediate(() => {
        throw new Error("sabotage");
      });
      return;
    case "exit":
      process.exit(3);
    case "heap":
      for (const hoard: unknown[] = []; ;) hoard.push(Array.from({ length: 10_000 }, () => ({})));
    case "hang":
      for (;;);
    case "collect":
      if (hold !== undefined) collect(hold);
  }
}

if (!isMainThread) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", (event) => {
    const { data } = event as unknown as { readonly data: Order };
    if (isMeant(data)) obey(data);
  });
  channel.unref();
}
