// A stream of minizlib, which calls Node's own libraries synchronously, used as a function from
// bytes to bytes.

import type { InflateRaw, ZstdDecompress } from "minizlib";

/** What minizlib makes of bytes. */
export class MinizlibStream {
  readonly #open: () => InflateRaw | ZstdDecompress;
  #stream: InflateRaw | ZstdDecompress | null = null;
  #pieces: Buffer[] = [];
  #error: Error | null = null;

  /** @param open - called when there are bytes and no stream */
  constructor(open: () => InflateRaw | ZstdDecompress) {
    this.#open = open;
  }

  /** @throws Error, of minizlib's; `close()` is then the only way on */
  push(bytes: Buffer): Buffer {
    this.#stream ??= this.#listen(this.#open());
    this.#stream.write(bytes);
    const pieces = this.#pieces;
    this.#pieces = [];
    if (this.#error !== null) throw this.#error;
    const [only] = pieces;
    return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
  }

  /** A new stream begins in the old one's place; zlib's needs that nothing of it is half done. */
  reset(): void {
    if (this.#error === null) this.#stream?.reset();
    else this.close();
  }

  /** Gives its memory back; the next bytes open a new one. */
  close(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#pieces = [];
    this.#error = null;
  }

  #listen(stream: InflateRaw | ZstdDecompress): InflateRaw | ZstdDecompress {
    stream.on("data", (piece: Buffer) => this.#pieces.push(piece));
    stream.on("error", (cause: unknown) => {
      this.#error = new Error("Cannot inflate", { cause });
    });
    return stream;
  }
}
