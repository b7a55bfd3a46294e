// Tells how the start and the running go: on a terminal as a live line, elsewhere now and then as
// a line in the log.

import type { Logger } from "pino";
import type { Paint } from "./colour.js";
import type { Meter } from "./meter.js";
import { startSentence, statusSentence } from "./sentences.js";
import type { Watch } from "./watch.js";

const START_EVERY_MS = 5_000;
const STATUS_EVERY_MS = 60_000;

const BAR_WIDTH = 24;

function bar(part: number): string {
  const full = Math.round(part * BAR_WIDTH);
  return "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
}

/** What progress is made of. */
export interface ProgressSource {
  readonly watch: Watch;
  readonly meter: Meter;
}

/** The live line as it is now. */
export function liveText({ watch, meter }: ProgressSource, paint: Paint): string {
  const { outlook, phase } = watch;
  switch (phase) {
    case "planning":
      return "asking Discord how to start";
    case "starting":
      return `${paint("green", bar(outlook.ready / outlook.total))} ${startSentence(outlook, watch.budgetWait)}`;
    case "running":
      return statusSentence(outlook, meter.read(), paint);
  }
}

const plain: Paint = (_style, text) => text;

/** How it goes, without colours; null before anything is known. */
export function progressSentence({ watch, meter }: ProgressSource): string | null {
  const { outlook, phase } = watch;
  switch (phase) {
    case "planning":
      return null;
    case "starting":
      return startSentence(outlook, watch.budgetWait);
    case "running":
      return statusSentence(outlook, meter.read(), plain);
  }
}

function progressFields({ watch, meter }: ProgressSource): object {
  const { ready, total, windowsLeft, msLeft } = watch.outlook;
  const wait = watch.budgetWait;
  if (wait !== null) return { ready, total, waiting: wait.shards, until: wait.until };
  if (watch.phase === "starting") return { ready, total, windowsLeft, msLeft: Math.round(msLeft) };
  const { eventsPerSecond, load } = meter.read();
  return { ready, total, eventsPerSecond: Math.round(eventsPerSecond), load };
}

/** One line in the log about how it goes. */
function logProgress(source: ProgressSource, log: Logger): void {
  const sentence = progressSentence(source);
  if (sentence !== null) log.info(progressFields(source), sentence);
}

/**
 * Calls back often during the start, once a minute afterwards and while the budget is exhausted.
 * Returns what ends it.
 */
export function regularly(watch: Watch, tell: () => void): () => void {
  let status = STATUS_EVERY_MS;
  const timer = setInterval(() => {
    status -= START_EVERY_MS;
    const due = status <= 0 || (watch.phase === "starting" && watch.budgetWait === null);
    if (status <= 0) status = STATUS_EVERY_MS;
    if (due) tell();
  }, START_EVERY_MS);
  return () => clearInterval(timer);
}

/** Logs progress now and then. Returns what ends it. */
export function logProgressRegularly(source: ProgressSource, log: Logger): () => void {
  return regularly(source.watch, () => logProgress(source, log));
}
