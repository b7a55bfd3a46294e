import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonText } from "./json-text.js";
import { encode, Pair } from "./pair.js";
import { messageOf, oddMessageOf } from "./pipe.js";

test("a payload that is missing counts as null", () => {
  const { encoder, decoder } = new Pair();
  const packed = encode(encoder, Buffer.from('{"op":0,"s":1,"t":"RESUMED"}'));
  assert.ok(packed !== null);
  assert.equal(decoder.decode(packed, 0, packed.length), null);
});

test("a message that is no JSON object is refused, and the next one goes through", () => {
  const pair = new Pair();
  const to = Buffer.alloc(1_000);
  for (const text of ["", "{", '{"d":1', "nul", "[]", "null", "1", '"x"', '\uFEFF{"d":1}']) {
    const message = Buffer.from(text);
    const at = (d: number | null) => pair.encoder.encode({ t: "X", d }, message, to, 0);
    assert.throws(() => at(null), SyntaxError, text);
  }
  pair.check("X", '{"new":{"shape":[1]}}');
});

const BYTES = '" \\ { } [ ] : , - + . 0 1 2 3 e E t f n u x \n \u0001'.split(" ").concat(" ");

/** Texts that are JSON or nearly so: one byte of each is replaced, left out or put in. */
const nearlyJson = fc
  .record({ d: jsonText, at: fc.nat(), to: fc.constantFrom(...BYTES) })
  .map(({ d, at, to }) => {
    const place = at % (d.length + 1);
    return d.slice(0, place) + (at % 3 === 0 ? "" : to) + d.slice(place + (at % 2));
  });

test("what a parser refuses is refused, and nothing else", () => {
  const pair = new Pair();
  let refused = 0;
  const order = fc.constantFrom(messageOf, oddMessageOf);
  const property = fc.property(nearlyJson, order, (d, make) => {
    const message = make("N", 1, d);
    const expected = parse(message.toString());
    const { encoder, decoder } = pair;
    if (expected === undefined) {
      refused += 1;
      assert.throws(() => encode(encoder, message), SyntaxError);
      return;
    }
    const packed = encode(encoder, message);
    pair.learn();
    if (packed === null) return;
    assert.deepEqual(decoder.decode(packed, 0, packed.length), expected.d ?? null);
  });
  fc.assert(property, { numRuns: 5_000 });
  assert.ok(refused > 1_000, `${refused} refused`);
});

function parse(text: string): { readonly d?: unknown } | undefined {
  try {
    return JSON.parse(text) as { d?: unknown };
  } catch {
    return undefined;
  }
}

test("bytes that are no UTF-8 are read as a parser of text reads them", () => {
  const pair = new Pair();
  for (const bytes of ["ff", "c328", "eda080", "f0288cbc", "e282", "61c0af62"]) {
    for (const make of [messageOf, oddMessageOf]) {
      const message = make("BYTES", 1, '{"a":"<>","é":["<>"]}');
      const parts = message
        .toString()
        .split("<>")
        .map((part) => Buffer.from(part));
      const broken = Buffer.concat(parts.flatMap((part) => [part, Buffer.from(bytes, "hex")]));
      const whole = broken.subarray(0, broken.length - bytes.length / 2);
      const packed = encode(pair.encoder, whole);
      pair.learn();
      assert.ok(packed !== null);
      const { d }: { d?: unknown } = parse(whole.toString()) ?? {};
      assert.deepEqual(pair.decoder.decode(packed, 0, packed.length), d);
    }
  }
});

test("what stands behind a message is seen, however much white space comes before it", () => {
  const pair = new Pair();
  for (const spaces of [0, 1, 62, 63, 64, 65, 1_000]) {
    const gap = " ".repeat(spaces);
    const whole = `{"t":"A","s":1,"op":0,"d":1${gap}}${gap}`;
    assert.deepEqual([...(encode(pair.encoder, Buffer.from(whole)) ?? [])], [1]);
    for (const more of ["{", "}", ',"d":2}', "x"]) {
      const message = Buffer.from(whole + more);
      assert.throws(() => encode(pair.encoder, message), SyntaxError, `${spaces} ${more}`);
    }
    const twice = Buffer.from(`{"t":"A","s":1,"op":0,"d":1${gap},"d":2}`);
    assert.deepEqual([...(encode(pair.encoder, twice) ?? [])], [2]);
  }
});
