// Why a run ends and with what exit code: the first reason counts.

import { EXIT, type ExitCode } from "./exit-codes.js";

/** A reason to end, with what the log says of it. */
export interface End {
  readonly code: ExitCode;
  readonly level: "debug" | "info" | "fatal";
  readonly fields: object;
  readonly sentence: string;
}

/** Waits for the first reason. */
export class Ending {
  /** Settles with it. */
  readonly end: Promise<End>;
  #settle: ((end: End) => void) | null = null;

  constructor() {
    this.end = new Promise((resolve) => (this.#settle = resolve));
  }

  /** Ends the run, unless it has ended. */
  with(end: End): void {
    this.#settle?.(end);
    this.#settle = null;
  }
}

/** Asked to stop. */
export function endBySignal(signal: NodeJS.Signals, drain: number): End {
  const sentence = `${signal}: draining for at most ${drain} s; once more ends it at once`;
  return { code: EXIT.done, level: "info", fields: {}, sentence };
}

/** Nobody can read the events any more. A reader that went away, as `head` does, is no error. */
export function endOfOutput({ code, message }: NodeJS.ErrnoException): End {
  if (code === "EPIPE") {
    return { code: EXIT.done, level: "debug", fields: {}, sentence: "stdout was closed" };
  }
  const sentence = `cannot write to stdout: ${message}`;
  return { code: EXIT.unexpected, level: "fatal", fields: { code }, sentence };
}
