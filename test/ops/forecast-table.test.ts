import assert from "node:assert/strict";
import { test } from "node:test";
import type { Forecast } from "../../src/ops/forecast.js";
import { forecastTable } from "../../src/ops/forecast-table.js";

const plain = (_style: string, text: string): string => text;

const NOW = Date.UTC(2026, 10, 29, 20, 0);
const HOUR_MS = 3_600_000;

const FORECAST: Forecast = {
  shards: { total: 1_024, here: 1_024, recommended: 1_024 },
  gatewayUrl: "wss://gateway.discord.gg",
  maxConcurrency: 16,
  windows: 64,
  lastShardMs: 324_450,
  sessions: { file: null, resumable: 0 },
  identifies: { needed: 1_024, remaining: 2_000, limit: 2_000, reserve: 200, resetsAt: null },
  budget: "go",
  threads: [512, 512],
  compress: "zlib",
  inflater: "zlib-sync",
};

/** The table's line that begins with this word, without that. */
function row(label: string, change: Partial<Forecast> = {}): string {
  const lines = forecastTable({ ...FORECAST, ...change }, plain, NOW).split("\n");
  return lines.find((line) => line.startsWith(label))?.slice(13) ?? "";
}

test("the table of a start without stored sessions", () => {
  assert.equal(
    forecastTable(FORECAST, plain, NOW),
    `shards       1,024, as Discord recommends
sessions     not kept: without --sessions every start identifies
identifies   1,024 needed; 2,000 of 2,000 left today, 200 of them in reserve
windows      64, 5 s apart, with up to 16 shards each
last shard   about 5 min 25 s after the start
threads      2, with 512 shards each
compression  zlib, read by zlib-sync
gateway      wss://gateway.discord.gg
`,
  );
});

test("shards say what runs here, and what Discord would have", () => {
  const text = (total: number, here: number, recommended: number | null) =>
    row("shards", { shards: { total, here, recommended } });
  assert.equal(text(16, 4, 16), "4 of 16 here, as Discord recommends");
  assert.equal(text(8, 8, 16), "8; Discord recommends 16");
  assert.equal(text(8, 8, null), "8");
});

test("a start that resumes costs nothing and takes no time", () => {
  const change = {
    sessions: { file: "bot.sessions", resumable: 1_024 },
    identifies: { ...FORECAST.identifies, needed: 0 },
    windows: 0,
    lastShardMs: 0,
  };
  assert.equal(row("sessions", change), "1,024 of 1,024 shards resume from bot.sessions");
  assert.equal(row("windows", change), "none: no shard identifies");
  assert.equal(row("last shard", change), "at once");
  const none = { sessions: { file: "bot.sessions", resumable: 0 } };
  assert.equal(row("sessions", none), "none to resume in bot.sessions");
});

test("a budget that is not full says when it is", () => {
  const identifies = {
    ...FORECAST.identifies,
    remaining: 1_500,
    reserve: 0,
    resetsAt: NOW + 2 * HOUR_MS,
  };
  const [, , first, second] = forecastTable({ ...FORECAST, identifies }, plain, NOW).split("\n");
  assert.equal(first, "identifies   1,024 needed; 1,500 of 2,000 left today, no reserve");
  assert.equal(second, "             full again at 2026-11-29 22:00 UTC, in 2 h 00 min");
});

test("too few identifies say what becomes of the shards", () => {
  const wait = { budget: "wait", lastShardMs: HOUR_MS } as const;
  const identifies = { ...FORECAST.identifies, needed: 1 };
  assert.equal(
    row("last shard", { ...wait, identifies }),
    "in 1 h 00 min: 1 shard waits for more identifies",
  );
  const refused = { budget: "refused", lastShardMs: null, windows: null } as const;
  assert.equal(row("last shard", refused), "not at all: too few identifies are left");
});

test("without Discord's answer nothing is made up", () => {
  const unknown = { remaining: null, limit: null, reserve: null, resetsAt: null };
  const change = {
    identifies: { needed: 1, ...unknown },
    maxConcurrency: null,
    windows: null,
    lastShardMs: null,
  };
  assert.equal(row("identifies", change), "1 needed; Discord does not say how many are left");
  assert.equal(row("windows", change), "unknown");
  assert.match(row("last shard", change), /^unknown/);
});

test("threads and compression are told in words", () => {
  assert.equal(row("threads", { threads: [4] }), "1, with 4 shards");
  assert.equal(row("threads", { threads: [3, 2, 2] }), "3, with 2 or 3 shards each");
  assert.equal(row("threads", { threads: [1, 1] }), "2, with 1 shard each");
  assert.equal(row("compression", { compress: "none", inflater: "none" }), "none");
});
