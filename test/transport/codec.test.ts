import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonText, nested } from "./json-text.js";
import { Pair } from "./pair.js";
import { messageOf, oddMessageOf } from "./pipe.js";

test("any JSON value comes back as it was, whatever came before it", () => {
  const pair = new Pair();
  let binary = 0;
  const order = fc.constantFrom(messageOf, oddMessageOf);
  const property = fc.property(jsonText, fc.constantFrom("A", "B", "C"), order, (d, name, make) => {
    const packed = pair.pack(name, d, make);
    pair.learn();
    if (packed === null) return;
    binary += 1;
    pair.read(packed, d);
  });
  fc.assert(property, { numRuns: 3_000 });
  assert.ok(binary > 1_500, `${binary} crossed in binary`);
});

test("more shapes than the table holds come back right, at once and all together later", () => {
  const pair = new Pair();
  const sent: { d: string; packed: Buffer }[] = [];
  for (let round = 0; round < 2; round++) {
    for (let shape = 0; shape < 6_000; shape++) {
      const [a, b, c] = [shape % 20, Math.floor(shape / 20) % 20, Math.floor(shape / 400)];
      const first = `{"k${a}":"é${shape}","b${b}":["x"],"n${c}":${shape}}`;
      const d = `[${first},{"k${a}":"","b${b}":0,"n${c}":null}]`;
      const packed = pair.pack(`NAME_${shape % 20}`, d);
      assert.ok(packed !== null);
      sent.push({ d, packed });
      pair.learn();
      pair.read(packed, d);
    }
  }
  assert.equal(pair.shapes, 4_000);
  for (const { d, packed } of sent.toReversed()) pair.read(packed, d);
});

test("objects keyed by ids use up no shapes", () => {
  const pair = new Pair();
  for (let id = 0; id < 3_000; id++) {
    const users = `{"8${id}":{"id":"8${id}","name":"n"},"9${id}":{"id":"9${id}","name":"ü"}}`;
    pair.check("INTERACTION_CREATE", `{"data":{"resolved":{"users":${users}}}}`);
  }
  assert.equal(pair.shapes, 4);
});

test("a name that keeps bringing new shapes goes over to maps, and no other name with it", () => {
  const pair = new Pair();
  for (let key = 0; key < 3_000; key++) {
    pair.check("RESTLESS", `{"k${key}":{"id":${key},"l${key}":[]}}`);
  }
  assert.equal(pair.shapes, 500);
  pair.check("RESTLESS", '{"id":1,"kept":{"number":100}}');
  assert.equal(pair.shapes, 500);
  pair.check("CALM", '{"id":1,"kept":{"number":100}}');
  assert.equal(pair.shapes, 502);
});

test("one event with thousands of new shapes comes back right", () => {
  const pair = new Pair();
  const items = Array.from({ length: 5_000 }, (_, key) => `{"k${key}":{"x${key}":"v"}}`);
  pair.check("WIDE", `[${items.join(",")}]`);
  pair.check("WIDE", `[${items.toReversed().join(",")}]`);
  assert.equal(pair.shapes, 500);
});

test("more keys or items than 16 bits can count come back right", () => {
  const pair = new Pair();
  for (const first of ["k", "1"]) {
    const entries = Array.from({ length: 70_000 }, (_, key) => `"${first}${key}":${key}`);
    pair.check("HUGE", `{${entries.join(",")}}`);
    pair.check("HUGE", `{"a":{${entries.join(",")}}}`);
  }
  pair.check("HUGE", `{"a":[${Array.from({ length: 70_000 }, (_, item) => item).join(",")}]}`);
});

const KEYS = [
  '{"constructor":1}',
  '{"constructor":{"name":"Map"},"size":3}',
  '{"toJSON":1,"constructor":null}',
  '{"hasOwnProperty":true,"length":-1}',
  '{"10":"a","9":"b","b":1,"a":2,"01":3}',
  '{"":"","a b":1,"get":2,"class":3,"\\"]:r()})//":4}',
  '{"valueOf":1,"then":2,"__defineGetter__":3,"__proto":4,"prototype":{}}',
];

test("keys that mean something to JavaScript are keys like others", () => {
  const pair = new Pair();
  for (let round = 0; round < 6; round++) {
    for (const d of KEYS) {
      pair.check("KEYS", d);
      const packed = pair.pack("KEYS", d);
      assert.ok(packed !== null);
      const order = JSON.stringify(pair.decoder.decode(packed, 0, packed.length));
      assert.equal(order, JSON.stringify(JSON.parse(d)));
    }
  }
});

test("what msgpackr would change crosses as text, however it is spelled", () => {
  const pair = new Pair();
  const texts = [
    '{"__proto__":1}',
    '{"a":[{"__proto__":{"b":1}}]}',
    '{"\\u005f_proto__":1}',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\\\ud83d\\ude00"',
    '{"\\uDBFF":1}',
    '"\\ufeff"',
    `"\uFEFF${"b".repeat(70)}"`,
    '{"\uFEFF":1}',
    nested(1_001),
    "[".repeat(100_000) + "]".repeat(100_000),
  ];
  for (const d of texts) assert.equal(pair.pack("ODD", d), null, d.slice(0, 40));
  for (const d of ['{"a":1}', '{"a":2,"b":{}}', nested(1_000)]) pair.check("ODD", d);
});

test("what only looks like that crosses in binary", () => {
  const pair = new Pair();
  const texts = [
    '"__underlined__"',
    '{"__keys__":1}',
    '{"a":1,"__keys__":{"length":2}}',
    '"\\ud83d\\ude00"',
    '"😀"',
    '"\\\\ud800"',
    '"a\uFEFFb"',
  ];
  for (const d of [...texts, '{"__proto_":1}', '"\\u00e9\\u0000"']) pair.check("FINE", d);
});

test("a name whose payloads lead to no shape leaves room for those of others", () => {
  const pair = new Pair();
  for (let event = 0; event < 300; event++) {
    const keys = Array.from({ length: 255 }, (_, key) => `"k${event}_${key}":0`);
    assert.equal(pair.pack("ODD", `{${keys.join(",")},"z":"\\ud800"}`), null);
  }
  pair.check("EVEN", '{"id":"1","content":"x"}');
  assert.equal(pair.shapes, 1);
});

test("a key of any length comes back, and only a short one makes a shape", () => {
  const pair = new Pair();
  for (const length of [0, 1, 253, 254, 255, 70_000]) {
    pair.check("KEYS", `{"${"k".repeat(length)}":1}`);
  }
  assert.equal(pair.shapes, 4);
});

/** Counts the bytes that are searched, since time says little on a busy machine. */
test("long strings are searched to their end and not beyond", (t) => {
  const pair = new Pair();
  const { mock } = t.mock.method(Buffer.prototype, "indexOf");
  pair.check("LONG", JSON.stringify(Array.from({ length: 100 }, () => "x".repeat(300))));
  for (const { this: searched } of mock.calls) assert.ok((searched as Buffer).length <= 300);
  assert.ok(mock.callCount() >= 100);
});
