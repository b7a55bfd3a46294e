// A worker thread that sends events of three shards, and uses the buffers that come back.

import { headerOf } from "../support/header.js";
import { parentPort, workerData } from "node:worker_threads";
import { payloadRange } from "../../src/shard/peek.js";
import { BatchWriter } from "../../src/transport/batch-writer.js";
import { payloadOf, THREAD_EVENTS } from "./thread-events.js";
import { messageOf } from "./pipe.js";

const EVENTS_A_TURN = 600;

const writer = new BatchWriter(workerData as "decoded" | "json", payloadRange);

function post(): void {
  for (let next = writer.take(); next !== null; next = writer.take()) {
    parentPort?.postMessage(next.message, next.transfer);
  }
}

function turn(from: number): void {
  const to = Math.min(from + EVENTS_A_TURN, THREAD_EVENTS);
  for (let seq = from; seq < to; seq++) {
    const message = messageOf("EVENT", seq, payloadOf(seq));
    const origin = { shard: seq % 3, epoch: 0, replayed: seq % 2 === 0, internal: false };
    writer.add(origin, headerOf(message), message);
    if (writer.full) post();
  }
  post();
  if (to < THREAD_EVENTS) setImmediate(turn, to);
  else parentPort?.close();
}

parentPort?.on("message", (buffer: ArrayBuffer) => writer.recycle(buffer));
turn(0);
