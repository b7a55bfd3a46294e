// Whether memory stays what it is: as many events as an hour brings, and then one GUILD_CREATE of
// 20 MB that comes and goes.

import { setTimeout as sleep } from "node:timers/promises";
import { PEERS } from "./clients/peers.js";
import type { ClientSpec } from "./clients/index.js";
import type { Child } from "./support/ask.js";
import type { Bench, Named, Question, Sender } from "./support/bench.js";
import { clock } from "./support/clock.js";
import { figure, slope, type Figure } from "./support/figures.js";
import type { SubjectHandlers } from "./support/subject.js";
import type { Column, Table } from "./support/table.js";

const SHARDS = 8;

/** What the hour has, and how fast it is played. */
const HOUR_EVENTS = 1_800_000;
const RATE = 15_000;
const SECONDS = HOUR_EVENTS / RATE;

/** How long it goes on after the large one, as a share of the time before. */
const AFTER = 0.25;

const LARGE_BYTES = 20_000_000;
const LEAD_MS = 100;
const PATIENCE_MS = 120_000;

/** Samples of memory in each part. */
const SAMPLES = 100;

interface Subject extends Named {
  readonly client: ClientSpec;
}

/** In MB. */
interface Memory {
  /** A tenth into the hour, the most of it, and its end. */
  readonly early: number;
  readonly most: number;
  readonly end: number;
  /** How much it grows an hour, over the last three quarters. */
  readonly growth: number;
  /** The most with the large one. */
  readonly peak: number;
  /** A while after it. */
  readonly after: number;
}

const COLUMNS: readonly Column[] = [
  { key: "early", title: "after 6 min" },
  { key: "most", title: "most" },
  { key: "end", title: "after 1 h" },
  { key: "growth", title: "growth an hour", digits: 1 },
  { key: "peak", title: "with 20 MB GUILD_CREATE" },
  { key: "after", title: "15 min later" },
];

export const memory: Question = {
  name: "memory",
  about: "whether memory stays what it is, over an hour's events and a very large one",

  async run(bench): Promise<readonly Table[]> {
    await using sender = await bench.sender();
    const seconds = bench.options.seconds ?? SECONDS;
    const count = Math.max(20, Math.round((seconds * RATE) / SHARDS));
    const parts = { count, after: Math.ceil(count * AFTER) };
    const { process: at } = sender;
    await at.ask("record", { tape: "hour", of: "steady", count, firstSeq: 2 });
    await at.ask("record", { tape: "large", of: LARGE_BYTES, count: 1, firstSeq: count + 2 });
    const later = { count: parts.after, firstSeq: count + 3 };
    await at.ask("record", { tape: "later", of: "steady", ...later });
    const subjects: readonly Subject[] = [
      { title: "gateway-run", client: { name: "ours", use: { read: "data", options: {} } } },
      ...PEERS.slice(0, 1).map(({ title, name }) => ({ title, client: { name } })),
    ];
    const measured = await bench.rounds(bench.wanted(subjects), (subject) =>
      measure(bench, sender, subject, parts),
    );
    return [
      {
        title: `RSS in MB, ${SHARDS} shards`,
        columns: COLUMNS,
        rows: [...measured].map(([name, all]) => ({ name, cells: cellsOf(all) })),
        notes: [
          `an hour of ${HOUR_EVENTS / 3_600} events/s, played at ${RATE.toLocaleString("en")} events/s: times are those of the hour (a run of other length stands for the hour as well)`,
          "growth: by least squares over the last three quarters of the hour",
        ],
      },
    ];
  },
};

function cellsOf(all: readonly Memory[]): { readonly [column: string]: Figure } {
  const of = (key: keyof Memory): Figure => figure(all.map((one) => one[key]));
  return {
    early: of("early"),
    most: of("most"),
    end: of("end"),
    growth: of("growth"),
    peak: of("peak"),
    after: of("after"),
  };
}

interface Parts {
  /** Events for each shard before the large one, and after it. */
  readonly count: number;
  readonly after: number;
}

async function measure(
  bench: Bench,
  sender: Sender,
  { client }: Subject,
  { count, after }: Parts,
): Promise<Memory> {
  const target = { ...sender.address, shards: SHARDS };
  await using child = await bench.subject({ client, target });
  for (const tape of ["hour", "large", "later"]) await sender.process.ask("prepare", tape);
  const hour = await play(child, sender, "hour", count);
  await child.ask("expect", { count: 1, due: null });
  const counted = child.ask("counted", PATIENCE_MS);
  const large = { tape: "large", from: 0, to: 1, pace: null, shards: [0] };
  await sender.process.ask("play", large);
  await counted;
  const { peak } = await child.ask("usage");
  const later = await play(child, sender, "later", after);
  const steady = hour.slice(hour.length >> 2);
  return {
    early: hour[Math.floor(hour.length / 10)] ?? Number.NaN,
    most: Math.max(...hour),
    end: hour.at(-1) ?? Number.NaN,
    growth: slope(steady) * hour.length,
    peak: peak / 1e6,
    after: later.at(-1) ?? Number.NaN,
  };
}

/** Plays a tape at the rate. @returns memory meanwhile, in MB, at equal distances. */
async function play(
  child: Child<SubjectHandlers>,
  sender: Sender,
  tape: string,
  count: number,
): Promise<readonly number[]> {
  await child.ask("expect", { count: count * SHARDS, due: null });
  const counted = child.ask("counted", PATIENCE_MS + (count * SHARDS * 2_000) / RATE);
  const pace = { at: clock() + LEAD_MS, rate: RATE };
  const played = sender.process.ask("play", { tape, from: 0, to: count, pace });
  const samples: number[] = [];
  const every = (count * SHARDS * 1_000) / RATE / SAMPLES;
  for (let at = 0; at < SAMPLES; at++) {
    await sleep(every);
    samples.push((await child.ask("usage")).rss / 1e6);
  }
  await played;
  if ((await counted).last === null) throw new Error(`Not all dispatches came. ${child.stderr}`);
  samples.push((await child.ask("usage")).rss / 1e6);
  return samples;
}
