// Decompresses zstd with minizlib, which calls Node's own libzstd synchronously: for Node 22.15 and
// later. A reset of Node's forgets its limit of the window, so that is not what holds it: see
// zstd-frame.ts.

import * as zlib from "node:zlib";
import { ZstdDecompress } from "minizlib";
import { MinizlibStream } from "./minizlib-stream.js";
import type { RawZstd } from "./raw-zstd.js";

/** Whether this Node knows zstd. */
export const NODE_HAS_ZSTD: boolean = "createZstdDecompress" in zlib;

type MinizlibOptions = ConstructorParameters<typeof ZstdDecompress>[0];

const TOO_LARGE = "ERR_BUFFER_TOO_LARGE";

/** Decompresses by a stream of minizlib. */
export class MinizlibZstd implements RawZstd {
  readonly #stream: MinizlibStream;

  /** @param maxBytes - how much one push may give */
  constructor(maxBytes: number) {
    // What minizlib does not know, it gives on to Node.
    const options: MinizlibOptions & zlib.ZlibOptions = { maxOutputLength: maxBytes };
    this.#stream = new MinizlibStream(() => new ZstdDecompress(options));
  }

  push(bytes: Buffer): Buffer {
    try {
      return this.#stream.push(bytes);
    } catch (error) {
      throw isTooLarge(error)
        ? new RangeError("Cannot decompress: too much", { cause: error })
        : error;
    }
  }

  restart(): void {
    this.#stream.reset();
  }

  close(): void {
    this.#stream.close();
  }
}

/** minizlib wraps Node's error in one of its own, with the same code; the stream wraps that. */
function isTooLarge(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === TOO_LARGE;
}
