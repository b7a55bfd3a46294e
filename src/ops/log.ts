// The log of the command line: pino's lines on stderr, pretty on a terminal. Written at once and
// in this thread, so that the last line before an exit is never lost; a transport of pino's would
// be a thread more, and its lines would come after it.

import { pino, type DestinationStream, type Logger } from "pino";
import { prettyFactory } from "pino-pretty";

/** Where lines go to. */
export interface LogLines {
  write(line: string): void;
}

/** How to log. */
export interface LogOptions {
  readonly level: string;
  readonly format: "pretty" | "json";
  readonly colour: boolean;
  /** Never to be written, wherever it turns up. */
  readonly secret: string;
  readonly output: LogLines;
}

/** stderr as lines written at once. A reader that went away takes nothing with it. */
export function stderrLines(): LogLines {
  const destination = pino.destination({ dest: 2, sync: true });
  destination.on("error", () => {
    // Nobody reads the log any more, and there is nowhere else to say so.
  });
  return { write: (line) => void destination.write(line) };
}

/**
 * Makes lines for a person out of JSON. What goes well is said in a sentence; the fields of other
 * levels follow it.
 */
function prettyLines(colour: boolean): (line: string) => string {
  const options = {
    colorize: colour,
    ignore: "pid,hostname",
    singleLine: true,
    translateTime: "SYS:HH:MM:ss",
  };
  const whole = prettyFactory(options);
  const sentence = prettyFactory({ ...options, singleLine: false, hideObject: true });
  return (line) => {
    const { level } = JSON.parse(line) as { readonly level: number };
    return level === pino.levels.values["info"] ? sentence(line) : whole(line);
  };
}

/** Makes the logger. */
export function makeLog({ level, format, colour, secret, output }: LogOptions): Logger {
  const pretty = prettyLines(colour);
  const stream: DestinationStream = {
    write(line) {
      const safe = line.replaceAll(secret, "[token]");
      output.write(format === "pretty" ? pretty(safe) : safe);
    },
  };
  return pino({ level, base: { pid: process.pid } }, stream);
}
