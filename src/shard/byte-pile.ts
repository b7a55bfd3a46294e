// Bytes that come in pieces, gathered in one growing buffer: a list of pieces would hold on to the
// network's buffers, and cost a hundred bytes for each piece of one.

const FIRST_BYTES = 4_096;

/** Bytes gathered so far. */
export class BytePile {
  #buffer = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#buffer.length) this.#grow(length);
    piece.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  /** What is gathered, good until the next call. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Gives away what is gathered, and begins anew. */
  take(): Buffer {
    const all = this.view();
    this.#buffer = Buffer.alloc(0);
    this.#length = 0;
    return all;
  }

  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length, FIRST_BYTES));
    this.view().copy(larger);
    this.#buffer = larger;
  }
}
