// Throughput as a table, each row compared with one of them.

import { exact, figure, type Figure } from "./figures.js";
import type { Column, Row, Table } from "./table.js";
import type { Throughput } from "./throughput.js";

const COLUMNS: readonly Column[] = [
  { key: "eventsPerSecond", title: "events/s" },
  { key: "eventsPerSecond×", title: "×", digits: 2 },
  { key: "main", title: "main thread, µs/event", digits: 2 },
  { key: "main×", title: "×", digits: 3 },
  { key: "process", title: "process, µs/event", digits: 1 },
  { key: "process×", title: "×", digits: 2 },
  { key: "rss", title: "RSS, MB" },
  { key: "sender", title: "sender, % of a core" },
];

const KEYS = ["eventsPerSecond", "main", "process", "rss", "sender"] as const;

/** How the rows and their columns are to be read. */
export interface ThroughputText {
  readonly title: string;
  /** The row that `×` compares with. */
  readonly base: string;
  readonly notes: readonly string[];
}

export function throughputTable(
  { title, base, notes }: ThroughputText,
  measured: ReadonlyMap<string, readonly Throughput[]>,
): Table {
  const figures = new Map(
    [...measured].flatMap(([name, all]) => (all.length > 0 ? [[name, figuresOf(all)]] : [])),
  );
  const compared = figures.get(base);
  const rows = [...figures].map(([name, cells]): Row => {
    return { name, cells: { ...cells, ...(compared && ratios(cells, compared)) } };
  });
  return { title, columns: COLUMNS, rows, notes };
}

type Cells = { readonly [K in (typeof KEYS)[number]]: Figure };

function figuresOf(all: readonly Throughput[]): Cells {
  const of = (key: keyof Throughput): Figure => figure(all.map((one) => one[key]));
  return {
    eventsPerSecond: of("eventsPerSecond"),
    main: of("main"),
    process: of("process"),
    rss: of("rss"),
    sender: of("sender"),
  };
}

function ratios(cells: Cells, base: Cells): { readonly [column: string]: Figure } {
  const ratio = (key: keyof Cells): Figure => exact(cells[key].median / base[key].median);
  return {
    "eventsPerSecond×": ratio("eventsPerSecond"),
    "main×": ratio("main"),
    "process×": ratio("process"),
  };
}
