// What the start and the running look like in one line for a person.

import type { BudgetWait } from "./budget-wait.js";
import type { Paint } from "./colour.js";
import type { Reading } from "./meter.js";
import type { Outlook } from "./outlook.js";

/** 1 shard, 16 shards. */
export function several(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** 12 s, 3 min 05 s, 2 h 07 min. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** 2026-11-30 20:15 UTC; the date is left out where it is the one of `now`. */
export function minute(at: number, now?: number): string {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const today = now !== undefined && date === new Date(now).toISOString().split("T")[0];
  return `${today ? "" : `${date} `}${time.slice(0, 5)} UTC`;
}

/** Such as `2 shards wait for identifies until 21:30 UTC`. */
export function waitSentence({ shards, until }: BudgetWait, now: number): string {
  const wait = shards === 1 ? "waits" : "wait";
  return `${several(shards, "shard")} ${wait} for identifies until ${minute(until, now)}`;
}

/** How far a start is, such as `5/16 shards up, 3 windows left, about 11 s`. */
export function startSentence(
  { ready, total, windowsLeft, msLeft }: Outlook,
  wait: BudgetWait | null,
): string {
  const up = `${ready}/${total} shards up`;
  if (wait !== null) return `${up}, ${waitSentence(wait, Date.now())}`;
  if (windowsLeft === 0) return `${up}, last ones on their way`;
  const left = `${up}, ${several(windowsLeft, "window")} left`;
  return msLeft === 0 ? left : `${left}, about ${duration(msLeft)}`;
}

/** What a running bot does, such as `16/16 shards ready, 512 events/s, main thread 4 %`. */
export function statusSentence({ ready, total }: Outlook, reading: Reading, paint: Paint): string {
  const shards = paint(ready === total ? "green" : "yellow", `${ready}/${total} shards ready`);
  const events = `${Math.round(reading.eventsPerSecond).toLocaleString("en")} events/s`;
  return `${shards}, ${events}, main thread ${Math.round(reading.load * 100)} %`;
}
