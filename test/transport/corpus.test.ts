import { headerOf } from "../support/header.js";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { BatchReceiver, type Batch } from "../../src/transport/batch.js";
import { BatchWriter } from "../../src/transport/batch-writer.js";
import { ORIGIN } from "./pipe.js";

const FILE = fileURLToPath(new URL("../../../../shared/corpus/events.ndjson.gz", import.meta.url));
const corpus = process.env["CORPUS"] ?? FILE;
const skip = existsSync(corpus) ? false : "no captured events: set CORPUS to events.ndjson.gz";

interface Captured {
  readonly t: string;
  readonly s: number;
  readonly d: unknown;
}

/** In every line of the capture, `d` comes last. */
function rangeOf(message: Buffer): { start: number; end: number } {
  return { start: message.indexOf('"d":') + 4, end: message.length - 1 };
}

function textOf(line: string): string {
  const message = Buffer.from(line);
  const { start, end } = rangeOf(message);
  return message.toString("utf8", start, end);
}

function* batchesOf(lines: readonly string[], payload: "decoded" | "json"): Generator<Batch> {
  const writer = new BatchWriter(payload, rangeOf);
  const receiver = new BatchReceiver();
  for (const line of lines) {
    const message = Buffer.from(line);
    writer.add(ORIGIN, headerOf(message), message);
  }
  for (let next = writer.take(); next !== null; next = writer.take()) {
    yield receiver.receive(structuredClone(next.message, { transfer: [...next.transfer] }));
  }
}

test("every captured event comes through as it was", { skip }, () => {
  const lines = gunzipSync(readFileSync(corpus)).toString().trimEnd().split("\n");
  assert.equal(lines.length, 12_400);
  for (const payload of ["decoded", "json"] as const) {
    let at = 0;
    for (const batch of batchesOf(lines, payload)) {
      for (const record = batch.cursor(); record.next(); at++) {
        const line = lines[at] ?? "";
        const { t, s, d } = JSON.parse(line) as Captured;
        assert.deepEqual([record.name, record.seq], [t, s]);
        assert.equal(record.text, payload === "json");
        const { data, json } = record.dispatch("s");
        assert.deepEqual(data, d);
        assert.equal(json, payload === "json" ? textOf(line) : JSON.stringify(d));
      }
    }
    assert.equal(at, lines.length);
  }
});
