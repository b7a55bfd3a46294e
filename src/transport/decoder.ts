// The other end of the encoder: payloads as the user gets them.

import { Unpackr } from "msgpackr";
import type { Keys } from "./shape-table.js";

/** Unpacks what the encoder at the other end of the port has packed. */
export class Decoder {
  readonly #shapes: string[][] = [];
  readonly #range = { start: 0, end: 0 };
  readonly #unpackr: Unpackr;

  constructor() {
    this.#unpackr = new Unpackr({
      mapsAsObjects: true,
      // Asked for whenever a number is met that it does not know yet; the array becomes its own.
      getStructures: () => [...this.#shapes],
    });
  }

  /** Takes shapes of `takeShapes`, all of them and in their order. */
  learn(shapes: readonly Keys[]): void {
    for (const keys of shapes) this.#shapes.push([...keys]);
  }

  /** The value that lies at these bytes. Throws where they are damaged. */
  decode(bytes: Uint8Array, start: number, end: number): unknown {
    this.#range.start = start;
    this.#range.end = end;
    return this.#unpackr.unpack(bytes, this.#range);
  }
}
