// What a question is answered with: rows of figures, printed as Markdown.

import type { Figure } from "./figures.js";

export interface Column {
  readonly key: string;
  readonly title: string;
  /** Digits behind the point; 0 by default. */
  readonly digits?: number;
}

export interface Row {
  readonly name: string;
  /** By the column's key; a column may be missing. */
  readonly cells: { readonly [column: string]: Figure | null };
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What has to be known to read it. */
  readonly notes: readonly string[];
}

/** The table with its title above and its notes below. */
export function markdown({ title, columns, rows, notes }: Table): string {
  const head = ["", ...columns.map((column) => column.title)];
  const body = rows.map(({ name, cells }) => [
    name,
    ...columns.map((column) => cellText(cells[column.key] ?? null, column.digits ?? 0)),
  ]);
  const widths = head.map((_, at) => Math.max(3, ...[head, ...body].map((row) => width(row, at))));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => pad(cell, at, widths[at] ?? 0)).join(" | ")} |`;
  const rule = widths.map((each, at) => (at === 0 ? "-".repeat(each) : `${"-".repeat(each - 1)}:`));
  const lines = [line(head), `| ${rule.join(" | ")} |`, ...body.map(line)];
  return [`### ${title}`, "", ...lines, "", ...notes.map((note) => `- ${note}`), ""].join("\n");
}

function cellText(figure: Figure | null, digits: number): string {
  if (figure === null || Number.isNaN(figure.median)) return "–";
  const { median, low, high } = figure;
  const text = format(median, digits);
  return low === high ? text : `${text} (${format(low, digits)}–${format(high, digits)})`;
}

function format(value: number, digits: number): string {
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function width(row: readonly string[], at: number): number {
  return row[at]?.length ?? 0;
}

function pad(cell: string, at: number, to: number): string {
  return at === 0 ? cell.padEnd(to) : cell.padStart(to);
}
