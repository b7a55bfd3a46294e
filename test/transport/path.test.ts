import { headerOf } from "../support/header.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonText, oneLine } from "./json-text.js";
import { messageOf, Pipe } from "./pipe.js";

/** An event to send, and whether everything that waits is sent behind it. */
const event = fc.record({
  shard: fc.constantFrom(0, 1, 2, 4_294_967_295),
  epoch: fc.constantFrom(0, 1, 70_000),
  seq: fc.oneof(fc.nat(), fc.maxSafeNat()),
  name: fc.oneof(fc.constantFrom("MESSAGE_CREATE", "READY"), fc.stringMatching(/^[A-Z_]{1,12}$/)),
  d: jsonText,
  replayed: fc.boolean(),
  internal: fc.boolean(),
  boundary: fc.nat({ max: 4 }).map((draw) => draw === 0),
});

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function write(pipe: Pipe, one: Event): void {
  const { seq, name, d } = one;
  const message = messageOf(name, seq, d);
  pipe.writer.add(one, headerOf(message), message);
  message.fill(0);
}

/** Sends the events; what arrives, decoded only when all of it is there. */
function across(pipe: Pipe, events: readonly Event[]): object[] {
  const batches = events.flatMap((one) => {
    write(pipe, one);
    return one.boundary || pipe.writer.full ? pipe.send() : [];
  });
  return [...batches, ...pipe.send()].flatMap((batch) => {
    const found: object[] = [];
    for (const at = batch.cursor(); at.next();) {
      const { shard, epoch, seq, name, replayed, internal, text } = at;
      const { data, json } = at.dispatch("s");
      assert.deepEqual(at.data(), data);
      found.push({ shard, epoch, seq, name, replayed, internal, text, data, json });
    }
    assert.equal(found.length, batch.count);
    return found;
  });
}

function expected(one: Event, text: boolean): object {
  const { boundary: _, d, ...fields } = one;
  const data: unknown = JSON.parse(d);
  return { ...fields, text, data, json: text ? oneLine(d) : JSON.stringify(data) };
}

test("every event crosses a port as it was, in order, wherever the batches are cut", () => {
  const pipe = new Pipe("decoded");
  const property = fc.property(fc.array(event, { maxLength: 30 }), (events) => {
    const arrived = across(pipe, events);
    assert.equal(arrived.length, events.length);
    arrived.forEach((found, at) => {
      const text = "text" in found && found.text === true;
      const one = events[at];
      assert.ok(one !== undefined);
      assert.deepEqual(found, expected(one, text));
    });
  });
  fc.assert(property, { numRuns: 400 });
});

test("as JSON text, every event crosses letter by letter on one line", () => {
  const pipe = new Pipe("json");
  const property = fc.property(fc.array(event, { maxLength: 30 }), (events) => {
    assert.deepEqual(
      across(pipe, events),
      events.map((one) => expected(one, true)),
    );
  });
  fc.assert(property, { numRuns: 400 });
});

test("the marks of a batch are the highest seq of each shard's session in it", () => {
  const pipe = new Pipe("json");
  const property = fc.property(fc.array(event), (events) => {
    const highest = new Map<string, number>();
    for (const { shard, epoch, seq } of events) {
      pipe.writer.cover(shard, epoch, seq);
      const key = `${shard} ${epoch}`;
      highest.set(key, Math.max(seq, highest.get(key) ?? 0));
    }
    const marks = new Map<string, number>();
    for (const batch of pipe.send()) {
      assert.equal(batch.weight, 0);
      for (let at = 0; at < batch.marks.length; at += 3) {
        const [shard, epoch, seq = 0] = batch.marks.subarray(at, at + 3);
        const key = `${shard} ${epoch}`;
        marks.set(key, Math.max(seq, marks.get(key) ?? 0));
      }
    }
    assert.deepEqual(marks, highest);
  });
  fc.assert(property);
});
