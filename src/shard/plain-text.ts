// A connection without compression: every WebSocket message is a gateway message.

import { refusal, type Inflater } from "./inflater.js";

/** Gives messages on as they are. */
export class PlainText implements Inflater {
  readonly #maxMessageBytes: number;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  push(frame: Buffer): Buffer {
    if (frame.length <= this.#maxMessageBytes) return frame;
    throw refusal(`it is larger than ${this.#maxMessageBytes} bytes`);
  }

  distrust(): void {
    // each message stands for itself
  }

  reset(): void {
    // nothing is kept
  }

  close(): void {
    // nothing is kept
  }
}
