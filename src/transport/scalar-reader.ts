// Strings and numbers of msgpack, on their way to the user.

/**
 * Strings of ASCII are cut out of a text of so many bytes. One of more than 12 characters keeps
 * that text in memory for as long as somebody keeps the string.
 */
const TEXT_BYTES = 512;

const NO_BYTES = Buffer.alloc(0);

/** Where the bytes are read, and the values that hold no others. */
export class ScalarReader {
  protected from: Buffer = NO_BYTES;
  /** Where the next byte is read, and where the payload ends. */
  protected at = 0;
  protected end = 0;
  /** The bytes of `from` between these two places, each as a character. */
  #text = "";
  #textStart = 0;
  #textEnd = 0;

  protected open(from: Buffer, start: number, end: number): void {
    this.from = from;
    this.at = start;
    this.end = end;
    this.#textEnd = 0;
  }

  /** Lets go of the bytes. */
  protected close(): void {
    this.from = NO_BYTES;
  }

  /** A string of so many bytes, all of them ASCII. */
  protected ascii(length: number): string {
    const start = this.at;
    const end = start + length;
    this.at = end;
    if (end > this.#textEnd) this.#readOn(start);
    return this.#text.substring(start - this.#textStart, end - this.#textStart);
  }

  /** A string of so many bytes of UTF-8. */
  protected string(length: number): string {
    const start = this.at;
    this.at = start + length;
    return this.from.toString("utf8", start, this.at);
  }

  /** A number with this head. */
  protected number(head: number): number {
    if (head >= 0xe0) return head - 0x100;
    const { from, at } = this;
    switch (head) {
      case 0xcc:
        return this.uint8();
      case 0xcd:
        return this.uint16();
      case 0xce:
        return this.uint32();
      case 0xcb:
        this.at = at + 8;
        return from.readDoubleBE(at);
      case 0xd0:
        this.at = at + 1;
        return from.readInt8(at);
      case 0xd1:
        this.at = at + 2;
        return from.readInt16BE(at);
      case 0xd2:
        this.at = at + 4;
        return from.readInt32BE(at);
      default:
        throw damaged(`${head} at ${at - 1} begins nothing`);
    }
  }

  protected uint8(): number {
    return this.from[this.at++] ?? 0;
  }

  protected uint16(): number {
    const { from, at } = this;
    this.at = at + 2;
    return ((from[at] ?? 0) << 8) | (from[at + 1] ?? 0);
  }

  protected uint32(): number {
    const { at } = this;
    this.at = at + 4;
    return this.from.readUInt32BE(at);
  }

  #readOn(start: number): void {
    this.#textStart = start;
    this.#textEnd = Math.min(this.end, start + TEXT_BYTES);
    this.#text = this.from.toString("latin1", start, this.#textEnd);
  }
}

/** What bytes are that nobody has written so. */
export function damaged(what: string): RangeError {
  return new RangeError(`Cannot read a payload: ${what}`);
}
