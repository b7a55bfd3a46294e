// Loaded into every thread by `--import`: zlib-sync is as if it were not installed, and a channel
// tells each time that it was asked for.

import Module from "node:module";
import { BroadcastChannel } from "node:worker_threads";
import { MISSED } from "./inflaters.js";

type Load = (request: string, ...rest: readonly unknown[]) => unknown;

/** How every `require` loads; not among Node's types. */
const LOAD = "_load";
const loader = Module as unknown as Record<typeof LOAD, Load>;
const load = loader[LOAD];

loader[LOAD] = (request, ...rest) => {
  if (request !== "zlib-sync") return load(request, ...rest);
  const channel = new BroadcastChannel(MISSED);
  channel.postMessage("missed");
  channel.close();
  throw Object.assign(new Error("Cannot find module 'zlib-sync'"), { code: "MODULE_NOT_FOUND" });
};
