// JSON texts of every kind, and what must come of them.

import fc from "fast-check";

/** Strings of any UTF-16 units, halves of surrogate pairs among them. */
const shortString = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 100 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.constantFrom("\uFEFF" + "b".repeat(70), "__bold__", "\\ud800", "\u2028", "\u0000", "\uFFFD"),
);

/** Lengths around those where the packing or the extractor changes its ways. */
const length = fc.oneof(
  { weight: 9, arbitrary: fc.nat({ max: 300 }) },
  { weight: 2, arbitrary: fc.integer({ min: 5_980, max: 6_020 }) },
  { weight: 1, arbitrary: fc.integer({ min: 65_500, max: 65_600 }) },
);

const anyString = fc.oneof(
  { weight: 6, arbitrary: shortString },
  { weight: 2, arbitrary: length.map((units) => "x".repeat(units)) },
  { weight: 1, arbitrary: length.map((units) => "aé漢😀".repeat(units / 4)) },
);

const anyKey = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("id", "name", "guild_id", "user", "roles", "a", "b") },
  { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String) },
  { weight: 2, arbitrary: shortString },
  fc.constantFrom("1", "2", "10", "-1", "", "length", "constructor", "toJSON", "hasOwnProperty"),
  fc.constantFrom("__proto__", "__keys__", "__proto_", "map", "highByte", "isShared", "get", "a-b"),
);

const numbers = [
  ..."0 -0 1 31 32 63 64 127 128 255 256 65535 65536 4294967295 4294967296".split(" "),
  ..."-1 -32 -33 -128 -129 -32768 -32769 -2147483648 -2147483649".split(" "),
  ..."9007199254740991 9007199254740993 -9007199254740993 18446744073709551616".split(" "),
  ..."0.1 1.0 1e3 1E-7 1.7976931348623157e308 5e-324 1e308 1e999 -1e999".split(" "),
];

/** Writes a string as JSON, some of its characters escaped that need not be. */
function quote(text: string, style: number): string {
  const plain = JSON.stringify(text);
  if (style === 0) return plain;
  const spelled = style === 1 ? /[\u0080-\uFFFF]/g : /[_\u0080-\uFFFF]/g;
  return plain.replace(spelled, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

const quoted = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(text, fc.nat({ max: 2 })).map(([plain, style]) => quote(plain, style));

const gap = fc.constantFrom("", "", "", " ", "\n", "\r\n\t");

/** A value as JSON text: any spelling, any white space, keys twice. */
export const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      quoted(anyString),
      fc.constantFrom(...numbers),
      fc.integer().map(String),
      fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
      fc.constantFrom("true", "false", "null", "{}", "[]"),
    ),
    fc
      .tuple(fc.array(tie("value"), { maxLength: 6 }), gap)
      .map(([items, space]) => `[${space}${items.join(`,${space}`)}${space}]`),
    fc
      .tuple(fc.array(fc.tuple(quoted(anyKey), tie("value")), { maxLength: 6 }), gap)
      .map(([entries, space]) => `{${entries.map((entry) => entry.join(`:${space}`)).join(",")}}`),
  ),
})).value;

/** A text on one line. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, " ");
}

/** Nested arrays and objects, so many levels of them. */
export function nested(levels: number): string {
  const half = Math.floor(levels / 2);
  return '{"a":['.repeat(half) + (levels % 2 === 1 ? "[]" : "0") + "]}".repeat(half);
}
