// Finds the end of a JSON text that comes in pieces, looking at each byte once.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
/** `[` and `{`, and `]` and `}`, differ in this bit only. */
const CURLY = 0x20;
const SPACE = 0x20;

/** Follows one text. */
export class JsonEnd {
  #inside: "nothing" | "value" | "string" | "escape" = "nothing";
  #depth = 0;

  /**
   * Reads on.
   *
   * @returns whether the text's end was among the bytes; what is no object and no list ends at once
   */
  read(piece: Uint8Array): boolean {
    for (const byte of piece) {
      if (this.#inside === "escape") this.#inside = "string";
      else if (this.#inside === "string") this.#inString(byte);
      else if (this.#outside(byte)) return true;
    }
    return false;
  }

  /** A new text begins. */
  reset(): void {
    this.#inside = "nothing";
    this.#depth = 0;
  }

  #inString(byte: number): void {
    if (byte === QUOTE) this.#inside = "value";
    else if (byte === BACKSLASH) this.#inside = "escape";
  }

  /** @returns whether the text ends here. */
  #outside(byte: number): boolean {
    const bracket = byte & ~CURLY;
    if (bracket === OPEN) {
      this.#inside = "value";
      this.#depth++;
      return false;
    }
    if (this.#inside === "nothing") return byte > SPACE;
    if (byte === QUOTE) this.#inside = "string";
    return bracket === CLOSE && --this.#depth === 0;
  }
}
