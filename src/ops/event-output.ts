// Where the command line's events go: whole batches, each handed over when it is written. What is
// not written yet keeps its credit, so a slow reader slows the sockets.

import type { Writable } from "node:stream";
import type { BatchSink, TakenBatch } from "../coordinator/batch-sink.js";
import { linesOf } from "./lines.js";

/** A sink that counts what went through. */
export interface EventOutput extends BatchSink {
  /** Events so far. */
  readonly count: number;
}

/** Writes one line of JSON for each event. */
export class LineOutput implements EventOutput {
  readonly #stream: Writable;
  #count = 0;
  #broken = false;

  /**
   * @param onBroken - told once, when nothing can be written any more.
   */
  constructor(stream: Writable, onBroken: (error: NodeJS.ErrnoException) => void) {
    this.#stream = stream;
    stream.on("error", (error) => {
      if (this.#broken) return;
      this.#broken = true;
      onBroken(error);
    });
  }

  get count(): number {
    return this.#count;
  }

  get broken(): boolean {
    return this.#broken;
  }

  take(batch: TakenBatch, done: () => void): void {
    if (this.#broken) return;
    const { bytes, count } = linesOf(batch);
    this.#stream.write(bytes, (error) => {
      // A failed write reaches the error event as well, and its batch is never handed over.
      if (error) return;
      this.#count += count;
      done();
    });
  }
}

/** Hands over at once and writes nothing. */
export class NoOutput implements EventOutput {
  readonly broken = false;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  take(batch: TakenBatch, done: () => void): void {
    const cursor = batch.cursor();
    while (cursor.next()) if (!cursor.internal) this.#count++;
    done();
  }
}
