// Chooses what inflates a shard's connections: zlib-sync where it could be compiled, else minizlib.

import type { Compression } from "./gateway-address.js";
import { MinizlibInflate } from "./inflate-minizlib.js";
import { loadZlibSync, ZlibSyncInflate } from "./inflate-zlib-sync.js";
import type { Inflater } from "./inflater.js";
import { PlainText } from "./plain-text.js";
import { ZlibStream } from "./zlib-stream.js";

/**
 * The inflater of one shard, for all its connections.
 *
 * @param maxMessageBytes - the largest message, after inflating
 */
export function createInflater(compression: Compression, maxMessageBytes: number): Inflater {
  if (compression === "none") return new PlainText(maxMessageBytes);
  const library = loadZlibSync();
  const raw = library === null ? new MinizlibInflate() : new ZlibSyncInflate(library);
  return new ZlibStream(raw, maxMessageBytes);
}

/** The library that inflates zlib-stream connections here. */
export function inflaterName(): "zlib-sync" | "minizlib" {
  return loadZlibSync() === null ? "minizlib" : "zlib-sync";
}
