// Checksums of what was sent, so that what came can be held against it byte by byte: of Discord's
// own text where that is what crosses, else of what the parsed text comes to when written again.

import { crc32 } from "node:zlib";

/** What of a dispatch is summed: with "json" the text as it is. */
export function sumOf(text: string, payload: "decoded" | "json"): number {
  return crc32(payload === "json" ? text : JSON.stringify(JSON.parse(text)));
}

/** Of one session, by seq; they ascend, with few gaps. */
export class Sums {
  #sums = new Uint32Array(1_024);
  #known = new Uint8Array(1_024);

  set(seq: number, sum: number): void {
    if (seq >= this.#sums.length) this.#grow(2 * seq);
    this.#sums[seq] = sum;
    this.#known[seq] = 1;
  }

  /** Whether this is what was sent under this seq. */
  match(seq: number, sum: number): boolean {
    return this.#known[seq] === 1 && this.#sums[seq] === sum;
  }

  #grow(length: number): void {
    const sums = new Uint32Array(length);
    const known = new Uint8Array(length);
    sums.set(this.#sums);
    known.set(this.#known);
    this.#sums = sums;
    this.#known = known;
  }
}
