import assert from "node:assert/strict";
import { test } from "node:test";
import { DemoShow } from "../../src/ops/demo-show.js";
import { NoOutput } from "../../src/ops/event-output.js";
import { makeLog } from "../../src/ops/log.js";
import { madeStatus } from "../support/made-status.js";
import { readCommandLine } from "../../src/ops/flags.js";

test("the last line of a demo counts in plain English", () => {
  const line = readCommandLine(["--demo"]);
  assert.ok(line.kind === "run");
  const lines: string[] = [];
  const output = { write: (text: string) => void lines.push(JSON.parse(text).msg) };
  const how = { level: "info", format: "json", colour: false, secret: "hush.hush" } as const;
  const log = makeLog({ ...how, output });
  const show = new DemoShow(() => undefined, new NoOutput(), line.flags);
  const resumes = { resumed: 1, refused: 0, failed: 0 };
  const { totals } = madeStatus({ shards: 1, threads: 1, at: 0 });
  show.summarise(log, { ...totals, resumes, identifies: 1, sessionsLost: 0 });
  show.summarise(log, { ...totals, resumes, identifies: 2, sessionsLost: 1 });
  assert.deepEqual(lines, [
    "demo: 0 events, 1 resume, 1 identify, lost 0",
    "demo: 0 events, 1 resume, 2 identifies, lost 0, and what 1 session held",
  ]);
});
