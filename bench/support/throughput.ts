// How much goes through a client that is given all it can take.

import type { ClientSpec } from "../clients/index.js";
import type { Child } from "./ask.js";
import type { Bench, Named, Sender } from "./bench.js";
import type { Counted } from "./tally.js";
import type { SubjectHandlers } from "./subject.js";
import type { Played } from "./sender.js";
import type { Usage } from "./usage.js";

/** A client with a row of its own. */
export interface Subject extends Named {
  readonly client: ClientSpec;
  /** The events that it wants; null for all. */
  readonly events: readonly string[] | null;
  /** A tape that it gets before anything is measured, whole. */
  readonly opening?: string;
}

/** What is sent to every shard: a tape, the first part of it unmeasured. */
export interface Load {
  readonly tape: string;
  readonly warm: number;
  readonly count: number;
}

/** What one measurement gave. */
export interface Throughput {
  readonly eventsPerSecond: number;
  /** CPU time of the main thread, in µs an event that was sent. */
  readonly main: number;
  /** CPU time of the process, in µs an event that was sent. */
  readonly process: number;
  /** Memory at the end, in MB. */
  readonly rss: number;
  /** How busy the sender was, in percent of a core. */
  readonly sender: number;
}

/** As much as any measurement may take, in ms. */
const PATIENCE_MS = 180_000;

/** Runs a client with each load in turn. */
export async function throughput(
  bench: Bench,
  sender: Sender,
  { subject, shards }: { readonly subject: Subject; readonly shards: number },
  loads: readonly Load[],
): Promise<readonly Throughput[]> {
  const { client, events, opening } = subject;
  await using child = await bench.subject({ client, target: { ...sender.address, shards } });
  const found: Throughput[] = [];
  if (opening !== undefined) {
    await sender.process.ask("prepare", opening);
    const to = await sender.process.ask("length", opening);
    await play(child, sender, { tape: opening, names: null, shards, from: 0, to });
  }
  for (const { tape, warm, count } of loads) {
    await sender.process.ask("prepare", tape);
    const part = { tape, names: events, shards };
    const { end } = await play(child, sender, { ...part, from: 0, to: warm });
    const run = await play(child, sender, { ...part, from: end, to: warm + count });
    found.push(reckon(run, child.stderr));
  }
  return found;
}

interface Part {
  readonly tape: string;
  readonly names: readonly string[] | null;
  readonly shards: number;
  readonly from: number;
  readonly to: number;
}

interface Run {
  readonly sent: number;
  /** Where the next part has to go on: a compressed stream cannot leave anything out. */
  readonly end: number;
  readonly counted: Counted;
  readonly played: Played;
}

/** Plays up to the last event that is wanted, so that its coming says that all have come. */
async function play(
  child: Child<SubjectHandlers>,
  sender: Sender,
  { tape, names, shards, from, to }: Part,
): Promise<Run> {
  const { count, last } = await sender.process.ask("count", { tape, names, from, to });
  await child.ask("expect", { count: count * shards, due: null });
  const counted = child.ask("counted", PATIENCE_MS);
  const played = await sender.process.ask("play", { tape, from, to: last + 1, pace: null });
  const end = last + 1;
  return { sent: (end - from) * shards, end, counted: await counted, played };
}

function reckon({ sent, counted, played }: Run, stderr: string): Throughput {
  const { first, last, count } = counted;
  if (first === null || last === null) {
    throw new Error(`Not all dispatches came: ${count} for ${sent} that were sent. ${stderr}`);
  }
  const each = (what: keyof Usage): number => (last[what] - first[what]) / sent;
  return {
    eventsPerSecond: 1_000 / each("at"),
    main: each("main"),
    process: each("process"),
    rss: last.rss / 1e6,
    sender: played.busy * 100,
  };
}
