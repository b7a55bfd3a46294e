// The server's side of zlib-stream compression: one zlib stream a connection, a sync flush a
// message.

import { constants, Deflate } from "minizlib";

/** One connection's stream. */
export class ZlibServer {
  readonly #pieces: Buffer[] = [];
  readonly #deflate: Deflate;

  constructor(level: number = constants.Z_DEFAULT_COMPRESSION) {
    this.#deflate = new Deflate({ level, flush: constants.Z_SYNC_FLUSH });
    this.#deflate.on("data", (piece: Buffer) => this.#pieces.push(piece));
  }

  /** The bytes of a message, which end in the marker. */
  message(text: string | Buffer): Buffer {
    this.#deflate.write(Buffer.from(text));
    return Buffer.concat(this.#pieces.splice(0));
  }

  /** What ends the stream, which the gateway never does. */
  end(): Buffer {
    this.#deflate.end();
    return Buffer.concat(this.#pieces.splice(0));
  }
}
