import { headerOf } from "../support/header.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { payloadRange } from "../../src/shard/peek.js";
import { BatchWriter } from "../../src/transport/batch-writer.js";
import type { Batch } from "../../src/transport/batch.js";
import { BATCH_BYTES, HEADER_BYTES, MAX_NAMES } from "../../src/transport/record.js";
import { messageOf, ORIGIN, Pipe } from "./pipe.js";

/** JSON text of so many bytes. */
function textOf(bytes: number): string {
  return `"${"x".repeat(bytes - 2)}"`;
}

function seqs(batch: Batch): number[] {
  const found: number[] = [];
  for (const at = batch.cursor(); at.next();) found.push(at.seq);
  return found;
}

test("a writer without events has nothing to take", () => {
  const { writer } = new Pipe("decoded");
  assert.equal(writer.take(), null);
  assert.equal(writer.size, 0);
  assert.equal(writer.full, false);
});

test("a batch is full when the next record no longer fits", () => {
  const pipe = new Pipe("json");
  const half = BATCH_BYTES / 2 - HEADER_BYTES;
  pipe.add("A", 1, textOf(half));
  pipe.add("A", 2, textOf(half));
  assert.equal(pipe.writer.full, false);
  assert.equal(pipe.writer.size, BATCH_BYTES);
  pipe.add("B", 3, "1");
  assert.equal(pipe.writer.full, true);
  assert.equal(pipe.writer.size, BATCH_BYTES + HEADER_BYTES + 1);
  const batches = pipe.send();
  assert.deepEqual(batches.map(seqs), [[1, 2], [3]]);
  assert.equal(pipe.writer.size, 0);
  assert.equal(pipe.writer.full, false);
});

test("a record larger than a batch gets one of its exact size to itself", () => {
  const pipe = new Pipe("json");
  pipe.add("A", 1, "1");
  pipe.add("A", 2, textOf(BATCH_BYTES));
  assert.equal(pipe.writer.full, true);
  pipe.add("A", 3, "3");
  const batches = pipe.send();
  assert.deepEqual(batches.map(seqs), [[1], [2], [3]]);
  assert.deepEqual(
    batches.map((batch) => batch.weight),
    [HEADER_BYTES + 1, HEADER_BYTES + BATCH_BYTES, HEADER_BYTES + 1],
  );
  assert.deepEqual(
    batches.map((batch) => [...batch.marks]),
    [
      [0, 0, 1],
      [0, 0, 2],
      [0, 0, 3],
    ],
  );
});

test("a batch weighs the same on both sides, and never twice what lies in it", () => {
  for (const bytes of [1, 60_000, 66_000, 120_000, 200_000]) {
    const pipe = new Pipe("json");
    pipe.add("A", 1, textOf(Math.max(bytes, 2)));
    const out = pipe.writer.take();
    assert.ok(out !== null);
    const batch = pipe.receiver.receive(out.message);
    assert.equal(out.weight, batch.weight);
    assert.equal(batch.weight, out.message.bytes.buffer.byteLength);
    assert.ok(batch.weight < 2 * batch.bytes.length, `${batch.weight} for ${batch.bytes.length}`);
  }
});

test("an event that cannot be added leaves the batch as it was", () => {
  const pipe = new Pipe("decoded");
  pipe.add("A", 1, '{"a":1}');
  const { size } = pipe.writer;
  assert.throws(() => pipe.add("NEW", 2, '{"broken":'), SyntaxError);
  const lone = { op: 11, s: null, t: null, d: null };
  const ack = Buffer.from('{"op":11}');
  assert.throws(() => pipe.writer.add(ORIGIN, lone, ack), TypeError);
  assert.equal(pipe.writer.size, size);
  pipe.add("LATER", 3, '{"b":2}');
  const [batch] = pipe.send();
  assert.ok(batch !== undefined);
  assert.deepEqual(seqs(batch), [1, 3]);
  assert.deepEqual([...batch.marks], [0, 0, 3]);
});

test("a text whose payload cannot be found leaves the batch as it was", () => {
  const writer = new BatchWriter("json", () => null);
  const header = { op: 0, s: 1, t: "A", d: null };
  assert.throws(() => writer.add(ORIGIN, header, Buffer.from("{")), SyntaxError);
  assert.equal(writer.size, 0);
  assert.equal(writer.take(), null);
});

test("names and shapes are told once, with the batch that first uses them", () => {
  const writer = new BatchWriter("decoded", payloadRange);
  const send = (name: string, d: string) => {
    const sent = messageOf(name, 1, d);
    writer.add(ORIGIN, headerOf(sent), sent);
    const message = writer.take()?.message;
    assert.ok(message !== undefined);
    return { names: message.names, shapes: message.shapes };
  };
  assert.deepEqual(send("A", '{"a":1}'), { names: ["A"], shapes: [["a"]] });
  assert.deepEqual(send("A", '{"a":2}'), { names: undefined, shapes: undefined });
  assert.deepEqual(send("B", '{"a":{"b":1}}'), { names: ["B"], shapes: [["b"]] });
});

test("more event names than a record can number are refused", () => {
  const pipe = new Pipe("json");
  for (let name = 0; name < MAX_NAMES; name++) pipe.add(`E${name}`, name, "1");
  assert.throws(() => pipe.add("ONE_MORE", 0, "1"), RangeError);
  pipe.add("E0", 0, "1");
  const names = pipe.send().flatMap((batch) => {
    const found: string[] = [];
    for (const at = batch.cursor(); at.next();) found.push(at.name);
    return found;
  });
  assert.deepEqual([names.length, names.at(-2), names.at(-1)], [65_537, "E65535", "E0"]);
});

test("marks cross without an event, and their batch weighs nothing", () => {
  const pipe = new Pipe("decoded");
  pipe.writer.cover(3, 1, 40);
  pipe.writer.cover(3, 1, 39);
  assert.equal(pipe.writer.full, false);
  const [batch, ...more] = pipe.send();
  assert.equal(more.length, 0);
  assert.deepEqual([...(batch?.marks ?? [])], [3, 1, 40]);
  assert.equal(batch?.weight, 0);
  assert.equal(batch.cursor().next(), false);
  assert.equal(batch.reclaim(), null);
});

test("a buffer that was handed back is used again", () => {
  const pipe = new Pipe("json");
  pipe.add("A", 1, textOf(200_000));
  const [batch] = pipe.send();
  const buffer = batch?.reclaim();
  assert.ok(buffer instanceof ArrayBuffer);
  pipe.writer.recycle(new ArrayBuffer(5));
  pipe.writer.recycle(buffer);
  pipe.add("A", 2, textOf(200_000));
  assert.equal(pipe.writer.take()?.message.bytes.buffer, buffer);
});

test("new lines between tokens become spaces", () => {
  const pipe = new Pipe("json");
  pipe.add("A", 1, '{\r\n"a": "b\\n",\n\n"c":\r[1]}\n');
  const [batch] = pipe.send();
  assert.ok(batch !== undefined);
  const at = batch.cursor();
  assert.ok(at.next());
  assert.equal(batch.bytes.toString("utf8", at.start, at.end), '{  "a": "b\\n",  "c": [1]}');
});

test("a huge message that packs small leaves no large buffer behind", () => {
  const pipe = new Pipe("decoded");
  const d = JSON.stringify(
    Array.from({ length: 200_000 }, () => ({ "a key of many letters": null })),
  );
  pipe.add("LARGE", 1, d);
  const [large] = pipe.send();
  assert.ok(large !== undefined);
  assert.ok(large.weight < 2 * large.bytes.length && large.bytes.length < d.length / 2);
  pipe.add("A", 2, textOf(200_000));
  assert.equal(pipe.writer.take()?.message.bytes.buffer.byteLength, BATCH_BYTES);
});
