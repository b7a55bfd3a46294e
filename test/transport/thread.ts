// A thread that sends the lines of a file as the events of three shards, one batch after the
// other, and takes buffers back.

import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { BatchWriter } from "../../src/transport/batch-writer.js";
import { rangeOf } from "./pipe.js";

const { file, payload }: { file: string; payload: "decoded" | "json" } = workerData;
const writer = new BatchWriter(payload, rangeOf);
let posted = 0;
let recycled = 0;

function post(): void {
  for (let next = writer.take(); next !== null; next = writer.take()) {
    parentPort?.postMessage(next.message, next.transfer);
    posted += 1;
  }
}

parentPort?.on("message", (buffer: ArrayBuffer) => {
  writer.recycle(buffer);
  recycled += 1;
});

readFileSync(file, "utf8")
  .split("\n")
  .forEach((line, seq) => {
    const { t } = JSON.parse(line);
    writer.add(seq % 3, 0, { op: 0, s: seq, t }, Buffer.from(line), false, false);
    if (writer.full) post();
  });
post();
parentPort?.postMessage({ kind: "end", posted });
parentPort?.on("message", () => {
  if (recycled === posted) parentPort?.close();
});
