// Loaded into every thread of a bot by `--import`: in a worker it does what a test asks for.

import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";

/** The channel that orders come over. */
export const CHANNEL = "gateway-run-sabotage";

/** What to do, and to which of the workers. */
export interface Order {
  readonly how: "throw" | "exit" | "heap" | "hang" | "nothing";
  /** The thread stands still for so long first, in ms. */
  readonly stall?: number;
  /** Which workers are meant: all, those with an even number, or whichever hears of it first. */
  readonly whom: "all" | "even" | "first";
  /** For `"first"`: four bytes of zeros, of which the first to hear takes hold. */
  readonly hold?: SharedArrayBuffer;
}

function isMeant({ whom, hold }: Order): boolean {
  if (whom === "first" && hold !== undefined) return Atomics.add(new Int32Array(hold), 0, 1) === 0;
  return whom === "all" || threadId % 2 === 0;
}

function obey({ how, stall = 0 }: Order): void {
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
