// The process that sends: it holds the events as ready frames, so that it is never what limits a
// measurement, and tells how busy it was.

import { answerBy } from "./ask.js";
import { largeGuild, loadEvents, type Event } from "./events.js";
import { percentile } from "./figures.js";
import { homesOf } from "./homes.js";
import { Gateway, type Address, type Line } from "./gateway.js";
import { blast, paced, type Pace } from "./playing.js";
import { Tape, type Form } from "./tape.js";
import { usage } from "./usage.js";

/** What is to be made ready. */
export interface Recording {
  readonly tape: string;
  /**
   * Out of which events: a day's, GUILD_CREATEs, those of the guilds that a day's events are in, or
   * one GUILD_CREATE of so many bytes.
   */
  readonly of: "steady" | "guilds" | "homes" | number;
  /** Null for each of them once. */
  readonly count: number | null;
  /** `s` of the first event. */
  readonly firstSeq: number;
}

/** What is to be sent, to every shard that is connected or to some of them. */
export interface Playing {
  readonly tape: string;
  readonly from: number;
  readonly to: number;
  /** Null for as fast as it goes. */
  readonly pace: Pace | null;
  readonly shards?: readonly number[];
}

/** How it went. */
export interface Played {
  /** CPU time over the time it took, in cores. */
  readonly busy: number;
  /** How late it looked at the clock, in ms: 99 of 100 times less. Null without a pace. */
  readonly lateness: number | null;
}

/** What a tape holds of some events. */
export interface Counting {
  readonly tape: string;
  readonly from: number;
  readonly to: number;
  /** Their names; null for all. */
  readonly names: readonly string[] | null;
}

const [corpus = ""] = process.argv.slice(2);
const events = loadEvents(corpus === "" ? null : corpus);
let homes: readonly Event[] | null = null;
const gateway = new Gateway();
const recordings = new Map<string, Recorded>();
const tapes = new Map<string, Tape>();

const handlers = {
  async start(): Promise<Address> {
    await gateway.start();
    return gateway.address;
  },

  /** Gives the seq behind the last one. */
  record(recording: Recording): number {
    const { tape, of, firstSeq } = recording;
    const count = recording.count ?? eventsOf(of).length;
    recordings.set(tape, { ...recording, count });
    for (const form of ["zlib", "zstd", "text"]) tapes.delete(`${tape} ${form}`);
    return firstSeq + count;
  },

  /** How many events a tape has. */
  length(tape: string): number {
    return recordingOf(tape).count;
  },

  /** The share of each name among the steady events. */
  shares(): { readonly [name: string]: number } {
    const shares: Record<string, number> = {};
    for (const { name } of events.steady) {
      shares[name] = (shares[name] ?? 0) + 1 / events.steady.length;
    }
    return shares;
  },

  /** How many events of these names there are for a shard, and where the last one stands. */
  count({ tape, from, to, names }: Counting): { readonly count: number; readonly last: number } {
    const list = eventsOf(recordingOf(tape).of);
    let count = 0;
    let last = from - 1;
    for (let index = from; index < to; index++) {
      if (names?.includes(list[index % list.length]?.name ?? "") === false) continue;
      count++;
      last = index;
    }
    return { count, last };
  },

  /** Makes the tape in the form that the connected shards take, so that `play` begins at once. */
  prepare(tape: string): void {
    for (const { form } of gateway.lines) tapeOf(tape, form);
  },

  async play({ tape, from, to, pace, shards }: Playing): Promise<Played> {
    const lines = gateway.lines.filter(({ shard }) => shards?.includes(shard) ?? true);
    const frames = ({ form }: Line, start: number, end: number): Buffer =>
      tapeOf(tape, form).slice(start, end);
    const before = usage();
    const lateness = pace === null ? null : await playPaced(lines, from, to, { frames, pace });
    if (lateness === null) {
      await Promise.all(lines.map((line) => blast(line.socket, frames(line, from, to))));
    }
    const after = usage();
    return {
      busy: (after.process - before.process) / 1_000 / (after.at - before.at),
      lateness: lateness === null ? null : percentile(Float64Array.from(lateness).toSorted(), 0.99),
    };
  },
};

/** What a sender can be asked. */
export type SenderHandlers = typeof handlers;

interface PacedPlay {
  readonly frames: (line: Line, from: number, to: number) => Buffer;
  readonly pace: Pace;
}

function playPaced(
  lines: readonly Line[],
  from: number,
  to: number,
  { frames, pace }: PacedPlay,
): Promise<number[]> {
  return paced(
    lines.map(({ socket }) => socket),
    to - from,
    (index, start, end) => frames(lines[index] as Line, from + start, from + end),
    pace,
  );
}

interface Recorded extends Recording {
  readonly count: number;
}

function recordingOf(tape: string): Recorded {
  const recording = recordings.get(tape);
  if (recording === undefined) throw new Error(`Cannot play ${tape}: it was not recorded`);
  return recording;
}

function eventsOf(of: Recording["of"]): readonly Event[] {
  if (typeof of === "number") return [largeGuild(of)];
  if (of !== "homes") return events[of];
  homes ??= homesOf(events.steady);
  return homes;
}

function tapeOf(name: string, form: Form): Tape {
  const key = `${name} ${form}`;
  const known = tapes.get(key);
  if (known !== undefined) return known;
  const { of, count, firstSeq } = recordingOf(name);
  const made = new Tape(eventsOf(of), count, firstSeq, form);
  tapes.set(key, made);
  return made;
}

answerBy(handlers);
