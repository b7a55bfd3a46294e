import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { BatchReceiver, type Batch } from "../../src/transport/batch.js";
import type { Dispatch } from "../../src/transport/dispatch.js";
import type { BatchMessage } from "../../src/transport/messages.js";
import { payloadOf, THREAD_EVENTS } from "./thread-events.js";

function assertWhole(dispatch: Dispatch): void {
  const text = payloadOf(dispatch.seq);
  assert.deepEqual(dispatch.data, JSON.parse(text));
  assert.equal(dispatch.json, text);
}

/** Every 30th batch is kept unread; of the others, all is read at once. */
class Reader {
  readonly kept: Dispatch[] = [];
  readonly seqs: number[][] = [[], [], []];
  #batches = 0;

  read(batch: Batch): ArrayBuffer | null {
    const keep = this.#batches++ % 30 === 0;
    for (const at = batch.cursor(); at.next();) {
      this.seqs[at.shard]?.push(at.seq);
      assert.equal(at.replayed, at.seq % 2 === 0);
      const dispatch = at.dispatch("s");
      if (keep) this.kept.push(dispatch);
      else assertWhole(dispatch);
    }
    return batch.reclaim();
  }
}

for (const payload of ["decoded", "json"] as const) {
  test(`a thread's events arrive whole while its buffers go round: ${payload}`, async () => {
    const worker = new Worker(new URL("./thread.js", import.meta.url), { workerData: payload });
    const receiver = new BatchReceiver();
    const reader = new Reader();
    let reclaimed = 0;
    worker.on("message", (message: BatchMessage) => {
      const buffer = reader.read(receiver.receive(message));
      if (buffer === null) return;
      reclaimed += 1;
      worker.postMessage(buffer, [buffer]);
    });
    assert.deepEqual(await once(worker, "exit"), [0]);
    reader.kept.forEach(assertWhole);
    assert.ok(reader.kept.length > 0 && reclaimed > 10, `${reclaimed} buffers went back`);
    for (const [shard, seqs] of reader.seqs.entries()) {
      const all = Array.from({ length: THREAD_EVENTS }, (_, seq) => seq);
      assert.deepEqual(
        seqs,
        all.filter((seq) => seq % 3 === shard),
      );
    }
  });
}
