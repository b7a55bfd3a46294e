// The bench from its command line, with the smallest settings: that its questions have answers, and
// never how good they are.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Table } from "../../bench/support/table.js";

const MAIN = fileURLToPath(new URL("../../bench/main.js", import.meta.url));

const run = promisify(execFile);

async function bench(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [MAIN, ...args], { timeout: 300_000 });
  return stdout;
}

interface Document {
  readonly node: string;
  readonly corpus: string;
  readonly answers: readonly { readonly name: string; readonly tables: readonly Table[] }[];
}

/** What these questions are answered with, in one round. */
async function answers(...args: readonly string[]): Promise<Document> {
  return JSON.parse(await bench("--json", "--rounds", "1", ...args)) as Document;
}

/** That every row has a figure above 0 in each of these columns. */
function assertFigures({ title, rows }: Table, columns: readonly string[]): void {
  assert.ok(rows.length > 0, title);
  for (const { name, cells } of rows) {
    for (const column of columns) {
      const median = cells[column]?.median ?? Number.NaN;
      assert.ok(median > 0, `${title}: ${name}: ${column} is ${median}`);
    }
  }
}

test("peers are all measured, with generated events", async () => {
  const { node, corpus, answers: found } = await answers("peers", "--seconds", "0.02");
  assert.equal(node, process.version);
  assert.equal(corpus, "generated");
  const [steady, guilds] = found[0]?.tables ?? [];
  assert.ok(steady !== undefined && guilds !== undefined);
  assert.equal(steady.rows.length, 10);
  assert.equal(guilds.rows.length, 9);
  for (const table of [steady, guilds]) {
    assertFigures(table, ["eventsPerSecond", "eventsPerSecond×", "process", "rss"]);
  }
});

test("a table is printed with the machine above and its rows as they were asked for", async () => {
  const text = await bench("peers", "--rounds", "2", "--seconds", "0.01", "--only", "unread");
  assert.ok(text.includes(`Node ${process.version}`));
  const rows = text.split("\n").filter((line) => line.startsWith("| gateway-run"));
  assert.equal(rows.length, 2);
  assert.match(rows[0] ?? "", /^\| gateway-run, unread \| +[\d,]+ \([\d,]+–[\d,]+\) \|/);
});

test("a question that there is not is refused, with those that there are", async () => {
  await assert.rejects(bench("peer"), /Cannot measure peer: there are peers/);
});
