// This package, in the ways it can be used.

import { Coordinator, type CoordinatorOptions } from "../../src/index.js";
import type { Start } from "./client.js";

/** How it is used. */
export interface Use {
  /** What the listener reads of a dispatch. */
  readonly read: "data" | "json" | "nothing";
  readonly options: Pick<CoordinatorOptions, "threads" | "payload" | "events" | "compress">;
}

/** A start that uses it that way. */
export function ours({ read, options }: Use): Start {
  return async ({ token, shards, apiUrl }, seen) => {
    const gateway = new Coordinator({ token, shards, apiUrl, compress: "zlib", ...options });
    gateway.on("warning", (warning) => console.error(warning));
    gateway.on("error", (error) => console.error(error));
    if (read === "data") gateway.on("dispatch", (at) => seen(at.shard, at.seq, at.data));
    else if (read === "json") gateway.on("dispatch", (at) => seen(at.shard, at.seq, at.json));
    else gateway.on("dispatch", (at) => seen(at.shard, at.seq, null));
    await gateway.start();
  };
}
