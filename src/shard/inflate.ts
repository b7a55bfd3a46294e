// Chooses what inflates a shard's connections, by what is installed. zlib: zlib-sync where it could
// be compiled, else minizlib. zstd: Node's own through minizlib, or zstd-napi.

import type { Compression } from "./gateway-address.js";
import { MinizlibInflate } from "./inflate-minizlib.js";
import { loadZlibSync, ZlibSyncInflate } from "./inflate-zlib-sync.js";
import type { Inflater } from "./inflater.js";
import { PlainText } from "./plain-text.js";
import type { RawZstd } from "./raw-zstd.js";
import { ZlibStream } from "./zlib-stream.js";
import { MinizlibZstd, NODE_HAS_ZSTD } from "./zstd-minizlib.js";
import { loadZstdNapi, NapiZstd } from "./zstd-napi.js";
import { ZstdStream } from "./zstd-stream.js";

/** What inflates: a library, and for Node's own zstd which of its parts. */
export type InflaterName = "zlib-sync" | "minizlib" | "minizlib-zstd" | "zstd-napi" | "none";

/**
 * The inflater of one shard, for all its connections.
 *
 * @param maxMessageBytes - the largest message, after inflating
 * @throws Error for `zstd` where `canZstd()` is false
 */
export function createInflater(compression: Compression, maxMessageBytes: number): Inflater {
  if (compression === "none") return new PlainText(maxMessageBytes);
  if (compression === "zstd") return new ZstdStream(rawZstd(maxMessageBytes), maxMessageBytes);
  const library = loadZlibSync();
  const raw = library === null ? new MinizlibInflate() : new ZlibSyncInflate(library);
  return new ZlibStream(raw, maxMessageBytes);
}

/** Whether there is a library for zstd-stream here. */
export function canZstd(): boolean {
  return NODE_HAS_ZSTD || loadZstdNapi() !== null;
}

/** The library that inflates connections of this kind here. */
export function inflaterName(compression: Compression): InflaterName {
  if (compression === "none") return "none";
  if (compression === "zstd") return NODE_HAS_ZSTD ? "minizlib-zstd" : "zstd-napi";
  return loadZlibSync() === null ? "minizlib" : "zlib-sync";
}

function rawZstd(maxMessageBytes: number): RawZstd {
  if (NODE_HAS_ZSTD) return new MinizlibZstd(maxMessageBytes);
  const library = loadZstdNapi();
  if (library === null) throw new Error("Cannot inflate zstd-stream: no library for it is there");
  return new NapiZstd(library, maxMessageBytes);
}
