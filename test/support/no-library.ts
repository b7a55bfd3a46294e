// Loaded into every thread by `--import`, with the name of a library as its query: that library is
// as if it were not installed, and a channel tells each time that it was asked for.

import Module from "node:module";
import { BroadcastChannel } from "node:worker_threads";
import { MISSED } from "./missed.js";

type Load = (request: string, ...rest: readonly unknown[]) => unknown;

/** How every `require` loads; not among Node's types. */
const LOAD = "_load";
const loader = Module as unknown as Record<typeof LOAD, Load>;
const load = loader[LOAD];
const library = new URL(import.meta.url).search.slice(1);

loader[LOAD] = (request, ...rest) => {
  if (request !== library && !request.startsWith(`${library}/`)) return load(request, ...rest);
  const channel = new BroadcastChannel(MISSED);
  channel.postMessage("missed");
  channel.close();
  throw Object.assign(new Error(`Cannot find module '${library}'`), { code: "MODULE_NOT_FOUND" });
};
