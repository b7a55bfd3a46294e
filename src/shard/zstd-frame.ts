// Where a connection's zstd frame stands, read from the headers of its parts: the gateway opens one
// frame a connection and never ends it, and every message is whole blocks of it. What is not like
// that is refused before a library sees it; so is a window that would take too much memory.
// RFC 8878, 3.1.1

const MAGIC = 0xfd2f_b528;
/** The frame's header up to the byte that tells how long the rest of it is. */
const OPENING_BYTES = 5;
const BLOCK_HEADER_BYTES = 3;
const LARGEST_BLOCK = 131_072;
/** Window descriptor of 8 MiB; they ascend with the window. The gateway's is 256 KiB. */
const LARGEST_WINDOW = 0x68;
const SIZE_BYTES = [0, 2, 4, 8] as const;
/** In a frame's descriptor: one segment, a reserved bit, and the bits of a dictionary. */
const SINGLE_SEGMENT = 0x20;
const RESERVED = 0x08;
const DICTIONARY = 0x03;
/** A block of one byte, repeated. */
const RLE = 1;
const RESERVED_BLOCK = 3;

/** Follows one frame through its bytes. */
export class ZstdFrame {
  #part: "opening" | "header" | "block" = "opening";
  readonly #header = Buffer.alloc(OPENING_BYTES + 1 + 8);
  #have = 0;
  #need = OPENING_BYTES;
  /** Bytes of the block that are to come. */
  #left = 0;

  /** Whether it stands between two blocks, where alone a message may end. */
  get isBetweenBlocks(): boolean {
    return this.#part === "block" && this.#have === 0 && this.#left === 0;
  }

  /**
   * Reads on.
   *
   * @returns why this is no stream of the gateway's; null where it may be one
   */
  read(bytes: Buffer): string | null {
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at);
        this.#left -= step;
        at += step;
        continue;
      }
      this.#header[this.#have++] = bytes[at++] ?? 0;
      const fault = this.#have === this.#need ? this.#headerEnds() : null;
      if (fault !== null) return fault;
    }
    return null;
  }

  /** A new frame begins. */
  reset(): void {
    this.#part = "opening";
    this.#have = 0;
    this.#need = OPENING_BYTES;
    this.#left = 0;
  }

  #headerEnds(): string | null {
    if (this.#part === "opening") return this.#opened();
    if (this.#part === "header" && (this.#header[OPENING_BYTES] ?? 0) > LARGEST_WINDOW) {
      return "its window is larger than 8 MiB";
    }
    const fault = this.#part === "block" ? this.#blockBegins() : null;
    this.#part = "block";
    this.#have = 0;
    this.#need = BLOCK_HEADER_BYTES;
    return fault;
  }

  #opened(): string | null {
    const descriptor = this.#header[4] ?? 0;
    const isForeign = (descriptor & (SINGLE_SEGMENT | RESERVED | DICTIONARY)) !== 0;
    if (this.#header.readUInt32LE(0) !== MAGIC || isForeign) {
      return "its connection is no zstd stream";
    }
    this.#part = "header";
    this.#need = OPENING_BYTES + 1 + (SIZE_BYTES[descriptor >> 6] ?? 0);
    return null;
  }

  #blockBegins(): string | null {
    const header = this.#header.readUIntLE(0, BLOCK_HEADER_BYTES);
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    if (kind === RESERVED_BLOCK || size > LARGEST_BLOCK) return "its compression is broken";
    if ((header & 1) === 1) return "its stream ends";
    this.#left = kind === RLE ? 1 : size;
    return null;
  }
}
