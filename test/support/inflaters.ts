// Has worker threads inflate with zlib-sync or with minizlib, as a test wants it.

import { once } from "node:events";
import { BroadcastChannel } from "node:worker_threads";

/** The channel on which threads tell that they go without zlib-sync. */
export const MISSED = "gateway-run-no-zlib-sync";

const HIDER = new URL("no-zlib-sync.js", import.meta.url);

/** Both libraries. */
export const INFLATERS = ["zlib-sync", "minizlib"] as const;

/** Which of them a thread is to use. */
export type InflaterName = (typeof INFLATERS)[number];

/**
 * From now on threads that start use this library; `using` ends that.
 *
 * @returns `confirmed` settles when a thread has indeed gone without zlib-sync.
 */
export function inflateWith(
  name: InflaterName,
): Disposable & { readonly confirmed: Promise<void> } {
  if (name === "zlib-sync") return { confirmed: Promise.resolve(), [Symbol.dispose]: () => {} };
  const { NODE_OPTIONS: before } = process.env;
  process.env["NODE_OPTIONS"] = `${before ?? ""} --import=${HIDER.href}`;
  const channel = new BroadcastChannel(MISSED);
  return {
    confirmed: once(channel, "message").then(() => {}),
    [Symbol.dispose]: () => {
      if (before === undefined) delete process.env["NODE_OPTIONS"];
      else process.env["NODE_OPTIONS"] = before;
      channel.close();
    },
  };
}
