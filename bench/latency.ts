// How long a dispatch takes from the socket it is sent on to the listener, at a steady rate, and
// with a main thread that has other work for half of its time.
//
// Time counts from when an event was due, not from when it was sent: an event that waits behind a
// late one counts as late as its user sees it (no coordinated omission).

import { PEERS } from "./clients/peers.js";
import type { ClientSpec } from "./clients/index.js";
import type { Bench, Named, Question, Sender } from "./support/bench.js";
import { clock } from "./support/clock.js";
import { figure, type Figure } from "./support/figures.js";
import type { Column, Row, Table } from "./support/table.js";

const SHARDS = 8;
const SECONDS = 5;
const RATES = [1_000, 10_000, 50_000] as const;

/** Events for each shard before anything is measured, for just-in-time compilers. */
const WARM = 3_000;

/** Between the order to send and the first event, in ms. */
const LEAD_MS = 200;

/** As long as a client may lag behind, in ms. */
const PATIENCE_MS = 120_000;

interface Subject extends Named {
  readonly client: ClientSpec;
  /** Whether its main thread has other work. */
  readonly busy: boolean;
}

/** In ms. */
interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  /** How late the sender was, 99 of 100 times less. */
  readonly sender: number;
}

const COLUMNS: readonly Column[] = [
  { key: "p50", title: "p50, ms", digits: 2 },
  { key: "p99", title: "p99, ms", digits: 2 },
  { key: "p999", title: "p99.9, ms", digits: 2 },
  { key: "sender", title: "sender late (p99), ms", digits: 2 },
];

const NOTES: readonly string[] = [
  "from when an event was due to be sent until its listener was called and had its data; medians of the rounds, with the lowest and the highest",
  "busy: the main thread works for 5 ms of every 10 ms at something else",
  "– : not all events came within two minutes",
];

export const latency: Question = {
  name: "latency",
  about: "from the socket to the listener, at several rates, also beside other work",

  async run(bench): Promise<readonly Table[]> {
    await using sender = await bench.sender();
    const seconds = bench.options.seconds ?? SECONDS;
    const counts = RATES.map((rate) => Math.max(10, Math.round((rate * seconds) / SHARDS)));
    const warm = Math.ceil(WARM * Math.min(1, seconds));
    const count = counts.reduce((sum, each) => sum + each, warm);
    await sender.process.ask("record", { tape: "steady", of: "steady", count, firstSeq: 2 });
    const measured = await bench.rounds(bench.wanted(allSubjects()), (subject) =>
      measure(bench, sender, subject, { warm, counts }),
    );
    return RATES.map((rate, at) => ({
      title: `${rate.toLocaleString("en")} events/s over ${SHARDS} shards`,
      columns: COLUMNS,
      rows: rowsOf(measured, at),
      notes: at === 0 ? NOTES : [],
    }));
  },
};

function allSubjects(): readonly Subject[] {
  const ours: ClientSpec = { name: "ours", use: { read: "data", options: {} } };
  const all = [
    { title: "gateway-run", client: ours },
    ...PEERS.map(({ title, name }) => ({ title, client: { name } })),
  ];
  return [
    ...all.map((one) => ({ ...one, busy: false })),
    ...all.slice(0, 3).map((one) => ({ ...one, title: `${one.title}: busy`, busy: true })),
  ];
}

interface Parts {
  readonly warm: number;
  /** Events for each shard at each of the rates. */
  readonly counts: readonly number[];
}

async function measure(
  bench: Bench,
  { process: sender, address }: Sender,
  { client, busy }: Subject,
  { warm, counts }: Parts,
): Promise<readonly (Latency | null)[]> {
  await using child = await bench.subject({ client, target: { ...address, shards: SHARDS } });
  await sender.ask("prepare", "steady");
  await child.ask("expect", { count: warm * SHARDS, due: null });
  const warmed = child.ask("counted", PATIENCE_MS);
  await sender.ask("play", { tape: "steady", from: 0, to: warm, pace: null });
  await warmed;
  if (busy) await child.ask("work");
  const found: (Latency | null)[] = [];
  let from = warm;
  for (const [index, rate] of RATES.entries()) {
    const count = counts[index] ?? 0;
    const pace = { at: clock() + LEAD_MS, rate };
    const due = { ...pace, firstSeq: from + 2 };
    await child.ask("expect", { count: count * SHARDS, due });
    const counted = child.ask("counted", PATIENCE_MS);
    const { lateness } = await sender.ask("play", {
      tape: "steady",
      from,
      to: from + count,
      pace,
    });
    const { latencies } = await counted;
    found.push(latencies === null ? null : { ...latencies, sender: lateness ?? Number.NaN });
    from += count;
  }
  return found;
}

function rowsOf(
  measured: ReadonlyMap<string, readonly (readonly (Latency | null)[])[]>,
  at: number,
): readonly Row[] {
  return [...measured].map(([name, rounds]) => {
    const all = rounds.map((rates) => rates[at] ?? null);
    const of = (key: keyof Latency): Figure =>
      figure(all.map((one) => (one === null ? Number.NaN : one[key])));
    return {
      name,
      cells: { p50: of("p50"), p99: of("p99"), p999: of("p999"), sender: of("sender") },
    };
  });
}
