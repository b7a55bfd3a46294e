import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JsonEnd } from "../../src/shard/json-end.js";
import { messageText } from "../support/message-text.js";

/** How many bytes of a text it has read when it says that the text is whole; -1 for never. */
function endOf(text: Buffer, end: JsonEnd): number {
  return text.findIndex((byte) => end.read(Buffer.of(byte))) + 1 || -1;
}

test("the end of any object is its last bracket, however the text is cut", () => {
  const end = new JsonEnd();
  fc.assert(
    fc.property(messageText, fc.array(fc.nat(), { maxLength: 4 }), (text, cuts) => {
      const bytes = Buffer.from(text);
      const size = Buffer.byteLength(text.trimEnd());
      end.reset();
      assert.equal(endOf(bytes, end), size);
      end.reset();
      const places = cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b);
      const whole = [...places, bytes.length].map((place, i) =>
        end.read(bytes.subarray(places[i - 1] ?? 0, place)),
      );
      assert.ok(whole.includes(true));
      assert.equal(whole.indexOf(true), places.filter((at) => at < size).length);
    }),
  );
});

test("lists end with their last bracket, and everything else at once", () => {
  for (const [text, at] of [
    ["[[],{}]", 7],
    ['{"a":"\\"}"}', 11],
    [' {"a":"]\\\\"}', 12],
    ["null", 1],
    [" 7", 2],
    ['"x"', 1],
    ["}", 1],
    ['{"a":"}', -1],
    [" \n", -1],
    ["", -1],
  ] as const) {
    assert.equal(endOf(Buffer.from(text), new JsonEnd()), at, text);
  }
});
