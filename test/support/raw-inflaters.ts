// Both libraries that can inflate, for tests that are to hold with either.

import { MinizlibInflate } from "../../src/shard/inflate-minizlib.js";
import { loadZlibSync, ZlibSyncInflate } from "../../src/shard/inflate-zlib-sync.js";
import type { RawInflate } from "../../src/shard/raw-inflate.js";

const library = loadZlibSync();

/** A library, and why it is left out, or false. */
export interface RawInflater {
  readonly name: "zlib-sync" | "minizlib";
  readonly skip: string | false;
  readonly create: () => RawInflate;
}

export const RAW_INFLATERS: readonly RawInflater[] = [
  {
    name: "zlib-sync",
    skip: library === null ? "zlib-sync is not compiled here" : false,
    create: () => (library === null ? new MinizlibInflate() : new ZlibSyncInflate(library)),
  },
  { name: "minizlib", skip: false, create: () => new MinizlibInflate() },
];
