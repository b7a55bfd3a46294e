// What goes through, and what it costs, against the other gateways there are on Node: all of them
// get the same messages on 8 shards, as fast as each takes them.

import { canZstd } from "../src/simulator/zstd.js";
import type { Use } from "./clients/ours.js";
import { BOTS, PEERS } from "./clients/peers.js";
import type { Bench, Question, Sender } from "./support/bench.js";
import type { Table } from "./support/table.js";
import { throughput, type Subject, type Throughput } from "./support/throughput.js";
import { throughputTable } from "./support/throughput-table.js";

const SHARDS = 8;

/** Seconds that a measurement takes with the fastest, and about what the fastest takes in one. */
const SECONDS = 4;
const EVENTS_PER_SECOND = 100_000;
const GUILDS_PER_SECOND = 8_000;

/** Of what is measured, so much comes before it, for just-in-time compilers. */
const WARM = 0.2;

/** The share of the steady events that the filtered row wants. */
const WANTED = 0.1;

const BASE = "@discordjs/ws";

/** The tape with the guilds of the steady events. */
const HOMES = "homes";

const NOTES: readonly string[] = [
  `\`×\` compares with ${BASE} in process; figures are medians, with the lowest and the highest of all rounds`,
  "zlib-stream where nothing else is said; a listener that gets every dispatch, and reads its data unless the row says otherwise",
  "µs are CPU time, of the main thread alone and of all threads of the process together, and an event is one that was sent, wanted or not; RSS is that at the end",
  ...[...PEERS, ...BOTS].map(({ title, how }) => `${title}: ${how}`),
];

export const peers: Question = {
  name: "peers",
  about: "throughput, main thread, process and memory, against the other gateways on Node",

  async run(bench): Promise<readonly Table[]> {
    await using sender = await bench.sender();
    const loads = await record(bench, sender);
    const few = fitting(await sender.process.ask("shares"), WANTED);
    const subjects = bench.wanted(allSubjects(few));
    const measured = await bench.rounds(subjects, (subject) => {
      const { events, title, opening } = subject;
      const one = events !== null || title.endsWith("zstd") || opening !== undefined;
      const of = one ? loads.slice(0, 1) : loads;
      return throughput(bench, sender, { subject, shards: SHARDS }, of);
    });
    const filtered = `90 % filtered: all but ${few.join(", ")} are left out by \`events\``;
    return [
      throughputTable(
        { title: `Steady traffic, ${SHARDS} shards`, base: BASE, notes: [...NOTES, filtered] },
        column(measured, 0),
      ),
      throughputTable(
        { title: `GUILD_CREATEs of a start, ${SHARDS} shards`, base: BASE, notes: [] },
        column(measured, 1),
      ),
    ];
  },
};

interface Recorded {
  readonly tape: "steady" | "guilds";
  readonly warm: number;
  readonly count: number;
}

async function record(bench: Bench, sender: Sender): Promise<readonly Recorded[]> {
  const seconds = bench.options.seconds ?? SECONDS;
  const loads = [
    load("steady", (seconds * EVENTS_PER_SECOND) / SHARDS),
    load("guilds", (seconds * GUILDS_PER_SECOND) / SHARDS),
  ];
  const opening = { tape: HOMES, of: HOMES, count: null, firstSeq: 2 } as const;
  let firstSeq = await sender.process.ask("record", opening);
  for (const { tape, warm, count } of loads) {
    const recording = { tape, of: tape, count: warm + count, firstSeq };
    firstSeq = await sender.process.ask("record", recording);
  }
  return loads;
}

function load(tape: "steady" | "guilds", events: number): Recorded {
  const count = Math.max(50, Math.round(events));
  return { tape, warm: Math.ceil(count * WARM), count };
}

function allSubjects(few: readonly string[]): readonly Subject[] {
  return [
    row("gateway-run: read", { read: "data", options: {} }),
    row("gateway-run: unread", { read: "nothing", options: {} }),
    row("gateway-run: json", { read: "json", options: { payload: "json" } }),
    row(
      "gateway-run: 90 % filtered",
      { read: "data", options: { events: ["READY", ...few] } },
      few,
    ),
    row("gateway-run: uncompressed", { read: "data", options: { compress: "none" } }),
    ...(canZstd()
      ? [row("gateway-run: zstd", { read: "data", options: { compress: "zstd" } })]
      : []),
    ...PEERS.map(({ name, title }) => ({ title, client: { name }, events: null })),
    ...BOTS.map(({ name, title }) => ({ title, client: { name }, events: null, opening: HOMES })),
  ];
}

function row(title: string, use: Use, events: readonly string[] | null = null): Subject {
  return { title, client: { name: "ours", use }, events };
}

/** Names that make up about that share: the frequent ones first, as long as they fit. */
function fitting(shares: { readonly [name: string]: number }, share: number): readonly string[] {
  let left = share;
  return Object.entries(shares)
    .toSorted(([, one], [, other]) => other - one)
    .flatMap(([name, part]) => {
      if (part > left) return [];
      left -= part;
      return [name];
    });
}

function column(
  measured: ReadonlyMap<string, readonly (readonly Throughput[])[]>,
  at: number,
): ReadonlyMap<string, readonly Throughput[]> {
  return new Map(
    [...measured].map(([name, rounds]) => [name, rounds.flatMap((loads) => loads[at] ?? [])]),
  );
}
