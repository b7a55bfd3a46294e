// What a library that inflates has to offer: deflate streams without zlib's header, one after the
// other, synchronously.

/** Inflates the raw deflate streams of one shard's connections. */
export interface RawInflate {
  /**
   * Inflates the next bytes of the stream.
   *
   * @returns what comes out of them, in memory of its own
   * @throws Error where they are broken; `restart(false)` is then the only way on
   */
  push(bytes: Buffer): Buffer;
  /**
   * A new stream begins.
   *
   * @param atBoundary - whether the old one was left between two messages, so that nothing of it
   *   is half done
   */
  restart(atBoundary: boolean): void;
  /** Gives its memory back. */
  close(): void;
}
