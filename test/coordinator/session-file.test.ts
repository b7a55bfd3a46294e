import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type FileContents, fileText, readFileText } from "../../src/coordinator/session-file.js";

const natural = fc.maxSafeNat();
const positive = fc.integer({ min: 1, max: 2 ** 40 });
const duration = fc.nat(2 ** 31);

const contents: fc.Arbitrary<FileContents> = fc.record({
  bot: fc.string({ unit: "binary" }),
  total: fc.option(positive),
  intents: natural,
  written: fc.record({
    wall: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    steady: duration,
    boot: fc.option(fc.string()),
  }),
  known: duration,
  identifies: fc.array(fc.record({ shard: natural, age: duration, left: duration })),
  sessions: fc.array(
    fc.record({
      shard: natural,
      id: fc.string({ unit: "binary" }),
      url: fc.webUrl(),
      seq: natural,
      total: positive,
    }),
  ),
});

test("whatever is written is read again", () => {
  fc.assert(
    fc.property(contents, (given) => {
      assert.deepEqual(
        JSON.stringify(readFileText(fileText(given))),
        JSON.stringify({
          kind: "contents",
          contents: JSON.parse(JSON.stringify(given)),
        }),
      );
    }),
  );
});

test("a text that is cut, longer, or changed in one place is of no use", () => {
  const change = fc.oneof(
    fc.record({ kind: fc.constant("cut" as const), at: fc.nat() }),
    fc.record({
      kind: fc.constant("insert" as const),
      at: fc.nat(),
      text: fc.string({ minLength: 1 }),
    }),
    fc.record({
      kind: fc.constant("replace" as const),
      at: fc.nat(),
      text: fc.string({ minLength: 1, maxLength: 1 }),
    }),
  );
  fc.assert(
    fc.property(contents, change, (given, edit) => {
      const text = fileText(given);
      const at = edit.at % text.length;
      const rest = edit.kind === "replace" ? text.slice(at + 1) : text.slice(at);
      const changed =
        edit.kind === "cut" ? text.slice(0, at) : text.slice(0, at) + edit.text + rest;
      fc.pre(changed !== text);
      const reading = readFileText(changed);
      // White space in the first line changes nothing that it says.
      const same = JSON.stringify(reading) === JSON.stringify(readFileText(text));
      assert.ok(reading.kind === "useless" || (same && at <= text.indexOf("\n")));
    }),
  );
});

test("any text at all is read without an error", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
      assert.equal(readFileText(text).kind, "useless");
    }),
  );
});
