import assert from "node:assert/strict";
import { test } from "node:test";
import { Pair } from "./pair.js";

test("strings of any length are cut at the right place, one behind the other", () => {
  const pair = new Pair();
  const strings = Array.from({ length: 600 }, (_, at) => `${at % 10}`.repeat((at * 37) % 300));
  const mixed = strings.flatMap((text, at) => [text, at % 7 === 0 ? `é${text}` : at]);
  for (const list of [strings, mixed, strings.toReversed()]) {
    pair.check("STRINGS", JSON.stringify({ list }));
  }
});

test("bytes that are cut short, or go on, are refused whatever they are", () => {
  const pair = new Pair();
  const name = "x".repeat(40);
  const lists = `[1,300,70000,-1,-200,-40000,-3000000000,0.5,true,null,{},[]]`;
  const d = `{"a":"short","b":"${name}","c":"wide é","d":${lists},"e":{"1":{"f":"${name}"}}}`;
  for (let round = 0; round < 3; round++) {
    const packed = pair.pack("CUT", d);
    assert.ok(packed !== null);
    pair.learn();
    const longer = Buffer.concat([packed, Buffer.from([1])]);
    for (let end = 1; end <= longer.length; end++) {
      const whole = (): unknown => pair.decoder.decode(longer.subarray(0, end), 0, end);
      if (end === packed.length) assert.deepEqual(whole(), JSON.parse(d));
      else assert.throws(whole, RangeError, `${end} of ${packed.length} bytes`);
    }
  }
});

test("a payload is read from the middle of others", () => {
  const pair = new Pair();
  const texts = ['{"id":"1","text":"a"}', '{"id":"22","text":"bé"}', '{"333":[1]}', "[]"];
  const packed = texts.map((d) => pair.pack("ROW", d) ?? assert.fail(d));
  pair.learn();
  const row = Buffer.concat(packed);
  let start = 0;
  for (const [at, d] of texts.entries()) {
    const end = start + (packed[at]?.length ?? 0);
    assert.deepEqual(pair.decoder.decode(row, start, end), JSON.parse(d));
    start = end;
  }
});

test("a shape that nobody told of is refused", () => {
  const pair = new Pair();
  const packed = pair.pack("NEW", '{"id":1}');
  assert.ok(packed !== null);
  assert.throws(() => pair.decoder.decode(packed, 0, packed.length), /there is no shape 0/);
});
