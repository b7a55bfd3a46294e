import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { skipSpace } from "../../src/shard/json-scan.js";
import { payloadRange, peek } from "../../src/shard/peek.js";
import type { Header } from "../../src/shard/sink.js";
import { corpus, noCorpus } from "../support/corpus.js";
import { header, messageText, wireText } from "../support/message-text.js";

/** What a full parse says; undefined where the text is no JSON. */
function parsed(text: string): { header: Omit<Header, "d"> | null; d: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { header: null, d: undefined };
  }
  const { op, s, t, d }: { op?: unknown; s?: unknown; t?: unknown; d?: unknown } = value;
  if (typeof op !== "number" || !Number.isInteger(op)) return { header: null, d };
  const seq = typeof s === "number" && Number.isInteger(s) ? s : null;
  return { header: { op, s: seq, t: typeof t === "string" ? t : null }, d };
}

function payload(text: string): unknown {
  const bytes = Buffer.from(text);
  const range = payloadRange(bytes, peek(bytes)?.d ?? null);
  return range === null ? undefined : JSON.parse(bytes.toString("utf8", range.start, range.end));
}

function check(text: string): void {
  const expected = parsed(text);
  assert.ok(expected !== undefined, text);
  const found = peek(Buffer.from(text));
  if (found === null) return assert.equal(expected.header, null, text);
  const { d, ...rest } = found;
  assert.deepStrictEqual(rest, expected.header, text);
  if (d === null) return;
  assert.equal(
    payloadRange(Buffer.from(text), peek(Buffer.from(text))?.d ?? null)?.start,
    skipSpace(Buffer.from(text), d),
    text,
  );
  assert.deepStrictEqual(payload(text), expected.d, text);
}

const TEXTS = [
  ['{"t":"MESSAGE_CREATE","s":42,"op":0,"d":{"t":"X","s":1,"op":7}}', "Discord's own order"],
  ['{"t":null,"s":null,"op":11,"d":null}', "nulls in Discord's own order"],
  ['{"op":11}', "missing fields"],
  ['{"op":0,"s":3,"t":"X","d":{"op":1}}', "another order"],
  ['{"d":{"t":"Y","s":9,"op":9,"d":{}},"op":0,"s":3,"t":"X"}', "d first, with nested keys"],
  [' {\n "t" : "X" ,\t"s" : 7 ,\r\n "op" : 0 , "d" : [ 1 ] } ', "white space"],
  ['{"\\u0074":"X","\\u0073":7,"o\\u0070":0,"\\u0064":{"a":1}}', "escaped keys"],
  ['{"t":"A\\u005fB","s":1,"op":0,"d":{}}', "an escape in a name"],
  ['{"t":"Ünï","s":1,"op":0,"d":"}\\"{"}', "a name beyond ASCII, a string as d"],
  ['{"t":"","s":0,"op":0,"d":0}', "an empty name, zeros"],
  [String.raw`{"t":"X","s":1,"op":0,"d":{"a":"\"t\":\"Y\",\"s\":9,\"op\":7"}}`, "quotes in quotes"],
  [
    String.raw`{"d":"{\"t\":\"Y\",\"op\":7}","op":0,"t":null,"s":3}`,
    "quotes in quotes before a null t",
  ],
  ['{"t":"X","s":1e3,"op":1E1,"d":-1.5e-3}', "numbers with exponents"],
  ['{"t":"X","s":-5,"op":-0,"d":true}', "negative numbers"],
  ['{"t":"X","s":1.5,"op":0,"d":false}', "an s that is no integer"],
  ['{"t":7,"s":"8","op":0,"d":{}}', "a t and an s of wrong types"],
  ['{"t":{"t":"X"},"s":[1],"op":0,"d":{}}', "a t and an s that nest"],
  ['{"t":"X","s":12345678901234567890,"op":0,"d":{}}', "an s past the safe integers"],
  ['{"t":"X","s":1,"op":0,"d":{"a":1},"x":{"d":2},"y":"}"}', "keys after d"],
  ['{"x":[1,{"op":3}],"t":"X","s":1,"op":0,"d":{}}', "keys before t"],
  ['{"t":"X","s":1,"op":0,"z":null,"d":[[]]}', "a key between op and d"],
  ['{"t":"a\\\\","s":1,"op":0,"d":"\\\\"}', "strings that end in a backslash"],
  ['{"t":"X","s":1,"op":"0","d":{}}', "an op that is a string"],
  ['{"t":"X","s":1,"op":1.5,"d":{}}', "an op that is no integer"],
  ['{"t":"X","s":1,"op":null,"d":{}}', "an op that is null"],
  ['{"t":"X","s":1,"op":{},"d":{}}', "an op that nests"],
  ['{"t":"X","s":1,"d":{}}', "no op"],
  ["{}", "nothing"],
  ["[]", "an array"],
  ['[{"op":1}]', "an array of a message"],
  ["null", "null"],
  ['"op"', "a string"],
  ["1", "a number"],
] as const;

for (const [text, what] of TEXTS) {
  test(`twilight 63: peek reads ${what} as a full parse does`, () => check(text));
}

const BROKEN = [
  "",
  " ",
  "{",
  "}",
  "garbage",
  '{"op":1',
  '{"op":1}}',
  '{"op":1}{"op":2}',
  '{"op":01}',
  '{"op":+1}',
  '{"op":}',
  '{"op":1,}',
  '{"op" 1}',
  "{op:1}",
  '{"op":1]',
  '{"t":"X","s":1,"op":0',
  '{"t":"X","s":01,"op":0,',
  '{"t":"X","s":1,"op":00,"d":{}}',
  '{"t":"X","s":1,"op":nul,"d":{}}',
  '{"t":"X\n","s":1,"op":x,"d":{}}',
  '\ufeff{"op":1}',
] as const;

for (const text of BROKEN) {
  test(`peek reads nothing from ${JSON.stringify(text)}`, () => {
    assert.equal(parsed(text), undefined);
    assert.equal(peek(Buffer.from(text)), null);
  });
}

test("twilight 63: peek equals a full parse for any message in any order, with any white space", () => {
  fc.assert(
    fc.property(messageText, (text) => check(text)),
    { numRuns: 3_000 },
  );
});

test("peek equals a full parse for messages in Discord's own order", () => {
  fc.assert(
    fc.property(wireText, (text) => check(text)),
    { numRuns: 2_000 },
  );
});

test("peek equals a full parse for any JSON at all", () => {
  fc.assert(
    fc.property(fc.json(), (text) => check(text)),
    { numRuns: 2_000 },
  );
});

test("peek neither throws on any bytes nor reads an op where there is none", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const text = Buffer.from(bytes);
      if (parsed(text.toString()) === undefined) assert.equal(peek(text), null);
      payloadRange(text, peek(text)?.d ?? null);
    }),
    { numRuns: 5_000 },
  );
});

test("a message cut short at any byte gives its own header or none, and never a payload", () => {
  fc.assert(
    fc.property(fc.oneof(messageText, wireText), fc.nat(), (text, at) => {
      const whole = Buffer.from(text.trim());
      const cut = whole.subarray(0, at % whole.length);
      const seen = peek(cut);
      if (seen !== null) assert.deepStrictEqual({ ...seen, d: 0 }, { ...peek(whole), d: 0 });
      assert.equal(payloadRange(cut, peek(cut)?.d ?? null), null);
    }),
    { numRuns: 3_000 },
  );
});

test("names that come again are the same name, whatever came between", () => {
  fc.assert(
    fc.property(fc.array(header, { minLength: 2_000, maxLength: 2_000 }), (headers) => {
      for (const { t, s, op } of [...headers, ...headers]) {
        const text = JSON.stringify({ t, s, op, d: null });
        assert.equal(peek(Buffer.from(text))?.t, t);
      }
    }),
    { numRuns: 3 },
  );
});

test("peek equals a full parse for captured events", { skip: noCorpus }, () => {
  for (const message of corpus()) {
    const { t, s, op, d } = JSON.parse(message.toString());
    const range = payloadRange(message, peek(message)?.d ?? null);
    assert.ok(range);
    assert.deepStrictEqual(peek(message), { op, s, t, d: range.start });
    assert.deepStrictEqual(JSON.parse(message.toString("utf8", range.start, range.end)), d);
  }
});
