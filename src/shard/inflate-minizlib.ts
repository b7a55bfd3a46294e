// Inflates with minizlib, which calls Node's own zlib synchronously: for where zlib-sync could not
// be compiled. About a quarter slower.

import { constants } from "node:zlib";
import { InflateRaw } from "minizlib";
import type { RawInflate } from "./raw-inflate.js";

/** Inflates by a stream of minizlib. */
export class MinizlibInflate implements RawInflate {
  #stream: InflateRaw | null = null;
  #pieces: Buffer[] = [];
  #error: Error | null = null;

  push(bytes: Buffer): Buffer {
    this.#stream ??= this.#open();
    this.#stream.write(bytes);
    const pieces = this.#pieces;
    this.#pieces = [];
    if (this.#error !== null) throw this.#error;
    const [only] = pieces;
    return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  }

  restart(atBoundary: boolean): void {
    if (atBoundary) this.#stream?.reset();
    else this.close();
  }

  close(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#pieces = [];
    this.#error = null;
  }

  #open(): InflateRaw {
    const stream = new InflateRaw({ flush: constants.Z_SYNC_FLUSH });
    stream.on("data", (piece: Buffer) => this.#pieces.push(piece));
    stream.on("error", (cause: unknown) => {
      this.#error = new Error("Cannot inflate", { cause });
    });
    return stream;
  }
}
