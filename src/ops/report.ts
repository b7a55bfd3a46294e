// What a run tells on stderr: the log, and how it goes.

import type { Logger } from "pino";
import { coloured, isTerminal, paintFor } from "./colour.js";
import type { RunFlags } from "./flags.js";
import { LiveLine } from "./live-line.js";
import { makeLog, stderrLines } from "./log.js";
import { liveText, logProgressRegularly, type ProgressSource } from "./progress.js";

/** The log, and what ends the telling. */
export interface Report {
  readonly log: Logger;
  stop(): void;
}

/** Whether a live line may be drawn: events on the same terminal would tear it. */
function mayDraw({ logFormat, logLevel }: RunFlags, output: "ndjson" | "none"): boolean {
  if (logFormat === "json" || logLevel === "silent") return false;
  const eventsOnTerminal = output === "ndjson" && process.stdout.isTTY;
  return isTerminal(process.stderr, process.env) && !eventsOnTerminal;
}

/**
 * Begins to tell.
 *
 * @param token - never to be written.
 */
export function openReport(
  flags: RunFlags,
  output: "ndjson" | "none",
  source: ProgressSource,
  token: string,
): Report {
  const colour = coloured(process.stderr, process.env);
  const format = flags.logFormat ?? (process.stderr.isTTY ? "pretty" : "json");
  const paint = paintFor(process.stderr, process.env);
  const live = mayDraw(flags, output)
    ? new LiveLine(process.stderr, () => liveText(source, paint))
    : null;
  const lines = live ?? stderrLines();
  const log = makeLog({ level: flags.logLevel, format, colour, secret: token, output: lines });
  if (live === null) return { log, stop: logProgressRegularly(source, log) };
  process.once("exit", () => live.stop());
  return { log, stop: () => live.stop() };
}
