// The bench from its command line, with the smallest settings: that its questions have answers, and
// never how good they are.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { canZstd } from "../../src/simulator/zstd.js";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Table } from "../../bench/support/table.js";
import { Folder } from "../support/folder.js";

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
  assert.equal(steady.rows.length, canZstd() ? 13 : 12);
  assert.equal(guilds.rows.length, 9);
  for (const table of [steady, guilds]) {
    assertFigures(table, ["eventsPerSecond", "eventsPerSecond×", "process", "rss"]);
  }
});

test("each step, and each number of threads, has its row", async () => {
  const found = await answers("micro", "threads", "--seconds", "0.01");
  const [threads, micro] = found.answers;
  for (const table of micro?.tables ?? []) assertFigures(table, ["us"]);
  assert.equal(micro?.tables[0]?.rows.length, 11);
  assertFigures(threads?.tables[0] as Table, ["eventsPerSecond", "process"]);
});

test("latency is told at each rate, also beside other work", async () => {
  const found = await answers("latency", "--seconds", "0.05", "--only", "gateway-run");
  const [{ tables } = { tables: [] }] = found.answers;
  assert.equal(tables.length, 3);
  for (const table of tables) {
    assert.deepEqual(
      table.rows.map(({ name }) => name),
      ["gateway-run", "gateway-run: busy"],
    );
    assertFigures(table, ["p50", "p99", "p999"]);
  }
});

test("memory and scale are told", async () => {
  const common = ["--seconds", "0.2", "--shards", "1,2", "--only", "shard,gateway-run"];
  const found = await answers("memory", "scale", ...common);
  const [scale, memory] = found.answers;
  assertFigures(scale?.tables[0] as Table, ["start", "idleRss", "idleCpu", "rss", "cpu"]);
  assert.equal(scale?.tables[0]?.rows.length, 2);
  assertFigures(memory?.tables[0] as Table, ["early", "most", "end", "peak", "after"]);
});

test("captured events are read from a file, and GUILD_CREATEs generated where it has none", async () => {
  await using folder = await Folder.make();
  const file = folder.file("events.ndjson");
  const lines = [1, 2, 3].map((n) => `{"t":"TYPING_START","s":${n},"op":0,"d":{"n":${n}}}`);
  await writeFile(file, lines.join("\n"));
  const found = await answers("micro", "--seconds", "0.001", "--corpus", file);
  const titles = found.answers[0]?.tables.map(({ title }) => title) ?? [];
  assert.equal(found.corpus, file);
  assert.match(titles[0] ?? "", /^Steady traffic, 3 events of 45 bytes/);
  assert.match(titles[1] ?? "", /^GUILD_CREATE, 400 events/);
});

test("a table is printed with the machine above and its rows as they were asked for", async () => {
  const text = await bench("peers", "--rounds", "2", "--seconds", "0.01", "--only", "unread");
  assert.ok(text.includes(`Node ${process.version}`));
  const rows = text.split("\n").filter((line) => line.startsWith("| gateway-run"));
  assert.equal(rows.length, 2);
  assert.match(rows[0] ?? "", /^\| gateway-run: unread \| +[\d,]+ \([\d,]+–[\d,]+\) \|/);
});

test("a question that there is not is refused, with those that there are", async () => {
  await assert.rejects(bench("peer"), /Cannot measure peer: there are peers/);
});
