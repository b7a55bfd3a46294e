// What a library that knows zstd has to offer: one frame a connection, synchronously.

/** Decompresses the frames of one shard's connections, one after the other. */
export interface RawZstd {
  /**
   * Decompresses the next bytes of the frame.
   *
   * @param bytes - a frame that does not end, in order
   * @returns all that comes out of them, in memory of the caller's own
   * @throws RangeError where that is more than is allowed, before it is there; Error where the
   *   bytes are broken. `restart()` is then the only way on.
   */
  push(bytes: Buffer): Buffer;
  /** A new frame begins; memory is kept. */
  restart(): void;
  /** Gives its memory back. */
  close(): void;
}
