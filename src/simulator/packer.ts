// What compresses the messages of one connection.

export interface Packer {
  /** The message compressed, whole, behind all that were before it. */
  pack(message: Buffer): Buffer;
  /** Frees the context. */
  close(): void;
}
