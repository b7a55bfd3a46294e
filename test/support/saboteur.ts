// Loaded into every thread of a bot by `--import`: in a worker it does what a test asks for.

import { BroadcastChannel, isMainThread, threadId } from "node:worker_threads";

/** The channel that orders come over. */
export const CHANNEL = "gateway-run-sabotage";

/** What to do, and to which of the workers. */
export interface Order {
  readonly how: "throw" | "exit" | "heap" | "hang";
  /** Whether all workers are meant, or only those with an even number. */
  readonly whom: "all" | "even";
}

function obey({ how }: Order): void {
  switch (how) {
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
