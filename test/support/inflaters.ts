// Has worker threads inflate with one library or another, as a test wants it.

import { once } from "node:events";
import { BroadcastChannel } from "node:worker_threads";
import { MISSED } from "./missed.js";
import { noZstd } from "./zstd-server.js";

/** What a connection can be compressed with and inflated by, and why it is left out, or false. */
export interface InflaterChoice {
  readonly name: "zlib-sync" | "minizlib" | "a library for zstd";
  readonly compress: "zlib" | "zstd";
  readonly skip: string | false;
}

/** All of them. */
export const INFLATERS: readonly InflaterChoice[] = [
  { name: "zlib-sync", compress: "zlib", skip: false },
  { name: "minizlib", compress: "zlib", skip: false },
  { name: "a library for zstd", compress: "zstd", skip: noZstd },
];

/** An option of Node's: all threads are without this library. */
export function withoutLibrary(name: string): string {
  return `--import=${new URL("no-library.js", import.meta.url).href}?${name}`;
}

/**
 * From now on threads that start use this library; `using` ends that.
 *
 * @returns `confirmed` settles when a thread has indeed gone without the other one.
 */
export function inflateWith(
  name: InflaterChoice["name"],
): Disposable & { readonly confirmed: Promise<void> } {
  if (name !== "minizlib") return { confirmed: Promise.resolve(), [Symbol.dispose]: () => {} };
  const { NODE_OPTIONS: before } = process.env;
  process.env["NODE_OPTIONS"] = `${before ?? ""} ${withoutLibrary("zlib-sync")}`;
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
