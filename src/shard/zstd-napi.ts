// Decompresses zstd with zstd-napi, which has libzstd's own streaming calls. One context serves a
// shard's connections one after the other: each takes 580 KB until it is collected.

import { createRequire } from "node:module";
import type { RawZstd } from "./raw-zstd.js";

/** As much of `zstd-napi/binding` as is used. It is not installed everywhere, nor are its types. */
export interface ZstdNapi {
  readonly DCtx: new () => Context;
  readonly ResetDirective: { readonly sessionOnly: number };
}

interface Context {
  decompressStream(
    into: Uint8Array,
    from: Uint8Array,
  ): readonly [hint: number, made: number, used: number];
  reset(directive: number): void;
}

/** Messages of a few hundred bytes share memory; nobody keeps one for long. */
const SLAB_BYTES = 65_536;
const LEAST_ROOM = 8_192;
/** Of a message that is larger. */
const PIECE_BYTES = 131_072;

/** Free memory for messages, of all shards of a thread. */
let slab = Buffer.alloc(0);

let loaded: ZstdNapi | null | undefined;

/** zstd-napi, or null where it is not there: it is the user's to install, and has to be compiled. */
export function loadZstdNapi(): ZstdNapi | null {
  if (loaded !== undefined) return loaded;
  try {
    loaded = createRequire(import.meta.url)("zstd-napi/binding") as ZstdNapi;
  } catch {
    loaded = null;
  }
  return loaded;
}

/** Decompresses by a context of zstd-napi. */
export class NapiZstd implements RawZstd {
  readonly #library: ZstdNapi;
  readonly #maxBytes: number;
  #context: Context | null = null;

  /** @param maxBytes - how much one push may give */
  constructor(library: ZstdNapi, maxBytes: number) {
    this.#library = library;
    this.#maxBytes = maxBytes;
  }

  push(bytes: Buffer): Buffer {
    this.#context ??= new this.#library.DCtx();
    if (slab.length < LEAST_ROOM) slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    const room = slab;
    const [, made, used] = this.#context.decompressStream(room, bytes);
    slab = room.subarray(made);
    const text = room.subarray(0, made);
    return made < room.length ? text : this.#goOn(this.#context, text, bytes.subarray(used));
  }

  restart(): void {
    this.#context?.reset(this.#library.ResetDirective.sessionOnly);
  }

  close(): void {
    this.#context = null;
  }

  /** Output that filled its buffer may have more behind it, even where no input is left. */
  #goOn(context: Context, first: Buffer, bytes: Buffer): Buffer {
    const pieces = [first];
    let length = first.length;
    let left = bytes;
    for (;;) {
      if (length > this.#maxBytes) throw new RangeError("Cannot decompress: too much");
      const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
      const [, made, used] = context.decompressStream(piece, left);
      left = left.subarray(used);
      length += made;
      pieces.push(piece.subarray(0, made));
      if (made < piece.length) return Buffer.concat(pieces, length);
    }
  }
}
