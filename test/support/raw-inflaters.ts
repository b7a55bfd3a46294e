// Both libraries that inflate, as tests of the inflater run over them.

import { MinizlibInflate } from "../../src/shard/inflate-minizlib.js";
import { loadZlibSync, ZlibSyncInflate } from "../../src/shard/inflate-zlib-sync.js";
import type { RawInflate } from "../../src/shard/raw-inflate.js";

/** A library that inflates. */
export interface RawInflater {
  readonly name: "zlib-sync" | "minizlib";
  /** Why it cannot be tested here. */
  readonly skip: string | false;
  readonly create: () => RawInflate;
}

const library = loadZlibSync();

export const RAW_INFLATERS: readonly RawInflater[] = [
  {
    name: "zlib-sync",
    skip: library === null ? "zlib-sync is not compiled here" : false,
    create: () => (library === null ? new MinizlibInflate() : new ZlibSyncInflate(library)),
  },
  { name: "minizlib", skip: false, create: () => new MinizlibInflate() },
];
