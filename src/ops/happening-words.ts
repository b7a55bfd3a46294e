// What the status page's log says of what happened, in words. All of it is plain text: what Discord
// or the network wrote stands in it as it came, cut to a length that can be kept.

import type { ShardEvent } from "../coordinator/shard-board.js";
import { closeCode } from "../discord/close-codes.js";
import type { ClosedBy } from "../shard/sink.js";
import type { HappeningKind } from "./happening-log.js";

const LONGEST = 400;
const MOST_RANGES = 6;

const WHO: { readonly [By in ClosedBy]: string } = {
  discord: "closed by Discord",
  us: "closed by us",
  network: "lost to the network",
};

/** `1 shard`, `1,000 shards`. */
export function several(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

/** A text that is short enough to keep. */
export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Only Discord's own codes have names. */
const FIRST_CODE = 4_000;

/** How a connection ended, such as `closed by Discord, 4009 (session timed out): bye`. */
export function endText({ code, reason, by }: ShardEvent): string {
  const who = by === undefined ? "" : WHO[by];
  const isNamed = by === "discord" && code !== undefined && code >= FIRST_CODE;
  const what = isNamed ? `${code} (${closeCode(code).name})` : String(code ?? "");
  const how = [who, what].filter((part) => part !== "").join(", ");
  return [how, reason ?? ""].filter((part) => part !== "").join(": ");
}

function runsOf(ids: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const runs: [first: number, last: number][] = [];
  for (const id of ids.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && id <= run[1] + 1) run[1] = id;
    else runs.push([id, id]);
  }
  return runs;
}

/** Shards by number, such as `Shard 3` or `Shards 0–3, 7`. */
export function shardsText(ids: readonly number[]): string {
  const runs = runsOf(ids);
  const shown = runs.slice(0, MOST_RANGES);
  const rest = runs.slice(MOST_RANGES).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const numbers = shown.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`));
  const noun = ids.length === 1 ? "Shard" : "Shards";
  return `${noun} ${numbers.join(", ")}${rest === 0 ? "" : ` and ${rest} more`}`;
}

/** What is said of one shard, and of several. */
const PREDICATES: Partial<Record<HappeningKind, readonly [one: string, several: string]>> = {
  left: ["lost its connection", "lost their connections"],
  failed: ["could not connect again", "could not connect again"],
  stopped: ["has stopped", "have stopped"],
  back: ["is ready again", "are ready again"],
  lost: ["lost its session", "lost their sessions"],
};

/** The title of an entry about shards, such as `Shards 0–3 are ready again`. */
export function titleOf(kind: HappeningKind, ids: readonly number[]): string {
  const distinct = [...new Set(ids)];
  const predicate = PREDICATES[kind]?.[distinct.length === 1 ? 0 : 1] ?? kind;
  return `${shardsText(distinct)} ${predicate}`;
}

/** Rounded up, so that nothing is over at once. */
function seconds(ms: number): string {
  return ms < 10_000 ? (Math.ceil(ms / 100) / 10).toFixed(1) : String(Math.ceil(ms / 1_000));
}

/** How long shards were away, such as `after 1.3 s` or `after 0.8 to 12 s`. */
export function afterText(times: readonly number[]): string {
  const shortest = seconds(Math.min(...times));
  const longest = seconds(Math.max(...times));
  return shortest === longest ? `after ${shortest} s` : `after ${shortest} to ${longest} s`;
}
