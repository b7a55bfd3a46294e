// Inflates with minizlib, which calls Node's own zlib synchronously: for where zlib-sync could not
// be compiled. About a quarter slower.

import { constants } from "node:zlib";
import { InflateRaw } from "minizlib";
import { MinizlibStream } from "./minizlib-stream.js";
import type { RawInflate } from "./raw-inflate.js";

/** Inflates by a stream of minizlib. */
export class MinizlibInflate implements RawInflate {
  readonly #stream = new MinizlibStream(() => new InflateRaw({ flush: constants.Z_SYNC_FLUSH }));

  push(bytes: Buffer): Buffer {
    return this.#stream.push(bytes);
  }

  restart(atBoundary: boolean): void {
    if (atBoundary) this.#stream.reset();
    else this.close();
  }

  close(): void {
    this.#stream.close();
  }
}
