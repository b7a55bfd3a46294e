// The headers of a batch's records, one behind the other: whoever walks them without reading a payload
// touches little memory, and in order.

import { HEADER_BYTES, writeHeader, type RecordHeader } from "./record.js";

const FIRST_HEADERS = 256;

/** Headers so far. */
export class HeaderList {
  #buffer = Buffer.alloc(FIRST_HEADERS * HEADER_BYTES);
  #view = viewOf(this.#buffer);
  #used = 0;

  /** In bytes. */
  get size(): number {
    return this.#used;
  }

  add(header: RecordHeader): void {
    if (this.#used === this.#buffer.length) this.#grow();
    writeHeader(this.#view, this.#used, header);
    this.#used += HEADER_BYTES;
  }

  /** Copies all of them to `at`, and begins anew. */
  moveTo(target: Uint8Array, at: number): void {
    target.set(this.#buffer.subarray(0, this.#used), at);
    this.#used = 0;
  }

  #grow(): void {
    const larger = Buffer.alloc(2 * this.#buffer.length);
    this.#buffer.copy(larger);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
