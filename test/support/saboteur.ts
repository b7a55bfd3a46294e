// Loaded into every thread of a bot by `--import`: in a worker it does what a test asks for.

import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";

/** The channel that orders come over. */
export const CHANNEL = "gateway-run-sabotage";

/** What to do, and to which of the workers. */
export interface Order {
  readonly how: "throw" | "exit" | "heap" | "hang" | "nothing";
  /** The thread stands still for so long first, in ms. */
  readonly stall?: number;
  /** Whether all workers are meant, or only those with an even number. */
  readonly whom: "all" | "even";
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
    if (data.whom === "all" || threadId % 2 === 0) obey(data);
  });
  channel.unref();
}
