// Compresses one connection's messages as `zlib-stream`: one context, flushed after each message.
// minizlib runs Node's own zlib synchronously, so messages keep their order without a queue.
// https://discord.com/developers/docs/events/gateway#zlib-stream

import { constants } from "node:zlib";
import { Deflate } from "minizlib";
import type { Packer } from "./packer.js";

export class Deflater implements Packer {
  readonly #stream: Deflate;
  readonly #chunks: Buffer[] = [];
  /** The second byte of the stream; null when it is out. */
  #header: number | null;

  /**
   * @param level - zlib's, 0 to 9.
   * @param header - the second byte of the stream, which tells the level and nothing else.
   */
  constructor(level: number, header: number) {
    this.#stream = new Deflate({ level, flush: constants.Z_SYNC_FLUSH });
    this.#stream.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
    this.#header = header;
  }

  /** The message compressed; it ends in 00 00 ff ff. */
  pack(message: Buffer): Buffer {
    this.#stream.write(message);
    const chunks = this.#chunks.splice(0);
    const [only] = chunks;
    const out = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
    if (this.#header !== null) out[1] = this.#header;
    this.#header = null;
    return out;
  }

  /** Frees the context. */
  close(): void {
    this.#stream.close();
  }
}
