// What another worker thread is worth on the cores that there are.

import { availableParallelism } from "node:os";
import type { Question } from "./support/bench.js";
import type { Table } from "./support/table.js";
import { throughput, type Subject } from "./support/throughput.js";
import { throughputTable } from "./support/throughput-table.js";

const SHARDS = 8;
const SECONDS = 4;
const EVENTS_PER_SECOND = 100_000;
const WARM = 0.2;

export const threads: Question = {
  name: "threads",
  about: "throughput by number of worker threads",

  async run(bench): Promise<readonly Table[]> {
    await using sender = await bench.sender();
    const seconds = bench.options.seconds ?? SECONDS;
    const count = Math.max(50, Math.round((seconds * EVENTS_PER_SECOND) / SHARDS));
    const load = { tape: "steady", warm: Math.ceil(count * WARM), count };
    const all = { tape: "steady", of: "steady", count: load.warm + count, firstSeq: 2 } as const;
    await sender.process.ask("record", all);
    const subjects = bench.wanted(numbers().map(subject));
    const measured = await bench.rounds(subjects, async (one) => {
      const [result] = await throughput(bench, sender, { subject: one, shards: SHARDS }, [load]);
      return result;
    });
    const found = new Map(
      [...measured].map(([name, results]) => [name, results.flatMap((one) => one ?? [])]),
    );
    return [
      throughputTable(
        {
          title: `Steady traffic, ${SHARDS} shards, every dispatch read`,
          base: titleOf(1),
          notes: [
            "`×` compares with one thread; the main thread and the sender want a core as well",
            "rows beyond the number of cores show what too many threads cost",
          ],
        },
        found,
      ),
    ];
  },
};

/** Up to twice the number of cores, but no more than a thread a shard. */
function numbers(): readonly number[] {
  const cores = availableParallelism();
  const wanted = [1, 2, 3, 4, cores, 2 * cores];
  const most = Math.min(SHARDS, 2 * cores);
  return [...new Set(wanted)].filter((each) => each <= most).toSorted((a, b) => a - b);
}

function titleOf(number: number): string {
  return number === 1 ? "1 thread" : `${number} threads`;
}

function subject(number: number): Subject {
  const use = { read: "data", options: { threads: number } } as const;
  return { title: titleOf(number), client: { name: "ours", use }, events: null };
}
