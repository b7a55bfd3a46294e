// One line at the foot of the terminal that is drawn again and again, with log lines above it.

import { MultiBar } from "cli-progress";
import type { LogLines } from "./log.js";

const REDRAWS_PER_SECOND = 4;

/** The live line must not wrap, since it is drawn from its start; lines above it must. */
const WRAP = { on: "\u001B[?7h", off: "\u001B[?7l" } as const;

/** Owns the last line of a terminal, and what is written above. */
export class LiveLine implements LogLines {
  readonly #bars: MultiBar;
  readonly #stream: NodeJS.WritableStream;

  /**
   * @param draw - what the line says now, without a line break.
   */
  constructor(stream: NodeJS.WritableStream, draw: () => string) {
    this.#stream = stream;
    this.#bars = new MultiBar({
      stream,
      format: draw,
      fps: REDRAWS_PER_SECOND,
      forceRedraw: true,
      clearOnComplete: true,
      gracefulExit: false,
    });
    this.#bars.create(1, 0);
  }

  /** Writes whole lines above the live one; after `stop`, plainly. */
  write(lines: string): void {
    if (!this.#bars.isActive) {
      this.#stream.write(lines);
      return;
    }
    this.#bars.log(WRAP.on + lines + WRAP.off);
    this.#bars.update();
  }

  /** Takes the line away and gives the terminal back as it was. */
  stop(): void {
    if (this.#bars.isActive) this.#bars.stop();
  }
}
