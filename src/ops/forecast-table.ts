// A forecast as a table for a person.

import type { Paint } from "./colour.js";
import type { Forecast } from "./forecast.js";
import { duration, minute, several } from "./sentences.js";

const LABEL_WIDTH = 13;

type Row = readonly [label: string, text: string];

function figure(value: number): string {
  return value.toLocaleString("en");
}

function shards({ shards: { total, here, recommended } }: Forecast): string {
  const count = here === total ? figure(total) : `${figure(here)} of ${figure(total)} here`;
  if (recommended === null) return count;
  if (recommended === total) return `${count}, as Discord recommends`;
  return `${count}; Discord recommends ${figure(recommended)}`;
}

function threads({ threads: counts }: Forecast): string {
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  const each = counts.length === 1 ? "" : " each";
  const many = least === most ? several(most, "shard") : `${least} or ${most} shards`;
  return `${counts.length}, with ${many}${each}`;
}

function compression({ compress, inflater }: Forecast): string {
  return compress === "none" ? "none" : `${compress}, read by ${inflater}`;
}

function sessions({ sessions: { file, resumable }, shards: { here } }: Forecast): string {
  if (file === null) return "not kept: without --sessions every start identifies";
  if (resumable === 0) return `none to resume in ${file}`;
  return `${figure(resumable)} of ${several(here, "shard")} resume from ${file}`;
}

function identifies({ identifies: figures }: Forecast, now: number): readonly string[] {
  const { needed, remaining, limit, reserve, resetsAt } = figures;
  const need = `${figure(needed)} needed`;
  if (remaining === null || limit === null || reserve === null) {
    return [`${need}; Discord does not say how many are left`];
  }
  const left = `${figure(remaining)} of ${figure(limit)} left today`;
  const kept = reserve === 0 ? "no reserve" : `${figure(reserve)} of them in reserve`;
  const full =
    resetsAt === null ? [] : [`full again at ${minute(resetsAt)}, in ${duration(resetsAt - now)}`];
  return [`${need}; ${left}, ${kept}`, ...full];
}

function windows({ windows: count, maxConcurrency }: Forecast): string {
  if (count === null) return "unknown";
  if (count === 0) return "none: no shard identifies";
  const each = maxConcurrency === 1 ? "1 shard" : `up to ${figure(maxConcurrency ?? 1)} shards`;
  return `${figure(count)}, 5 s apart, with ${each} each`;
}

function lastShard({ budget, lastShardMs: ms, identifies: { needed } }: Forecast): string {
  if (budget === "refused") return "not at all: too few identifies are left";
  if (ms === null) return "unknown: shards without a session wait for Discord's answer";
  if (budget === "wait") {
    const wait = needed === 1 ? "waits" : "wait";
    return `in ${duration(ms)}: ${several(needed, "shard")} ${wait} for more identifies`;
  }
  return ms === 0 ? "at once" : `about ${duration(ms)} after the start`;
}

/** Makes it: lines, the last one with its line end. */
export function forecastTable(forecast: Forecast, paint: Paint, now: number): string {
  const [spent = "", ...more] = identifies(forecast, now);
  const rows: readonly Row[] = [
    ["shards", shards(forecast)],
    ["sessions", sessions(forecast)],
    ["identifies", spent],
    ...more.map((text): Row => ["", text]),
    ["windows", windows(forecast)],
    ["last shard", lastShard(forecast)],
    ["threads", threads(forecast)],
    ["compression", compression(forecast)],
    ["gateway", forecast.gatewayUrl],
  ];
  const lines = rows.map(([label, text]) => `${paint("bold", label.padEnd(LABEL_WIDTH))}${text}\n`);
  return lines.join("");
}
