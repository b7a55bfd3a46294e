// Inflates with zlib-sync, in the one way that is safe and does not leak:
// * `Z_SYNC_FLUSH` on every push: with `Z_NO_FLUSH` it shrinks the buffer it is writing to and
//   corrupts the heap;
// * a context is never freed (no `inflateEnd`), so one context, without zlib's header, serves a
//   shard's connections one after the other: between two messages it waits for the next block and
//   does not care whose. Only a context that broke, or was left within a message, is thrown away;
// * results as Buffers: as strings, those of a slice would cut characters in two.

import { createRequire } from "node:module";
import type { RawInflate } from "./raw-inflate.js";

/** As much of zlib-sync as is used. Its own types are missing where it could not be built. */
export interface ZlibSync {
  readonly Inflate: new (options: { windowBits: number; chunkSize: number }) => Context;
  readonly Z_OK: number;
  readonly Z_SYNC_FLUSH: number;
}

interface Context {
  push(bytes: Buffer, flush: number): void;
  readonly err: number;
  readonly msg: string | null;
  readonly result: Buffer | null;
}

/** The largest window, and no header. */
const RAW_WINDOW_BITS = -15;
const CHUNK_BYTES = 16_384;

let loaded: ZlibSync | null | undefined;

/** zlib-sync, or null where it is not there: it is optional and has to be compiled. */
export function loadZlibSync(): ZlibSync | null {
  if (loaded !== undefined) return loaded;
  try {
    loaded = createRequire(import.meta.url)("zlib-sync") as ZlibSync;
  } catch {
    loaded = null;
  }
  return loaded;
}

/** Inflates by a context of zlib-sync. */
export class ZlibSyncInflate implements RawInflate {
  readonly #library: ZlibSync;
  readonly #flush: number;
  readonly #ok: number;
  #context: Context | null = null;

  constructor(library: ZlibSync) {
    this.#library = library;
    this.#flush = library.Z_SYNC_FLUSH;
    this.#ok = library.Z_OK;
  }

  push(bytes: Buffer): Buffer {
    const context = (this.#context ??= this.#begin());
    context.push(bytes, this.#flush);
    const { err, result } = context;
    // The end of the stream is an error as well: a connection's stream has none.
    if (err !== this.#ok || result === null) throw new Error(context.msg ?? "no result");
    return result;
  }

  restart(atBoundary: boolean): void {
    if (!atBoundary) this.#context = null;
  }

  close(): void {
    this.#context = null;
  }

  #begin(): Context {
    const { Inflate } = this.#library;
    return new Inflate({ windowBits: RAW_WINDOW_BITS, chunkSize: CHUNK_BYTES });
  }
}
