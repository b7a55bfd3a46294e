// Gateway messages as texts for property tests: any order of keys, white space, escapes, unknown
// keys, nested keys of the same names.

import fc from "fast-check";

const name = fc.oneof(
  fc.stringMatching(/^[A-Z_]{1,30}$/),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("MESSAGE_CREATE", "", 'quo"te', "back\\slash"),
);

const number = fc.oneof(
  fc.nat(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const nested = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(fc.constantFrom("t", "s", "op", "d", "}", '"'), fc.jsonValue({ maxDepth: 2 })),
);

/** A header as a message may hold it. */
export const header: fc.Arbitrary<{ op: number; s: number | null; t: string | null }> = fc.record({
  op: fc.nat({ max: 50 }),
  s: fc.option(fc.nat()),
  t: fc.option(name),
});

/** A message in Discord's own order, minified. */
export const wireText: fc.Arbitrary<string> = fc
  .tuple(header, nested)
  .map(([{ t, s, op }, d]) => JSON.stringify({ t, s, op, d }));

const space = fc.stringMatching(/^[ \n\r\t]{0,3}$/);

/** A key as its name or with its first character escaped. */
function keyText(key: string, escaped: boolean): string {
  const code = key.codePointAt(0)?.toString(16).padStart(4, "0") ?? "";
  return escaped ? `"\\u${code}${key.slice(1)}"` : JSON.stringify(key);
}

const fields = fc.record(
  {
    t: fc.oneof(fc.constant(null), name, name, nested).map((value) => JSON.stringify(value)),
    s: fc.oneof(number, nested).map((value) => JSON.stringify(value)),
    op: fc.oneof(
      fc.nat({ max: 50 }).map((value) => JSON.stringify(value)),
      number.map((value) => JSON.stringify(value)),
      fc.constantFrom("1e1", "0.0", "-0", "10E-1", "1.5", '"0"', "null", "[0]"),
    ),
    d: nested.map((value) => JSON.stringify(value)),
    x: nested.map((value) => JSON.stringify(value)),
    "t ": nested.map((value) => JSON.stringify(value)),
  },
  { requiredKeys: [] },
);

/** A message with its keys in any order, spaced and escaped at random. */
export const messageText: fc.Arbitrary<string> = fields
  .chain((all) =>
    fc.record({
      pairs: fc.shuffledSubarray(Object.entries(all), { minLength: Object.keys(all).length }),
      spaces: fc.array(space, { minLength: 5, maxLength: 5 }),
      escaped: fc.boolean(),
    }),
  )
  .map(({ pairs, spaces: [a = "", b = "", c = "", d = "", e = ""], escaped }) => {
    const texts = pairs.map(([key, value]) => `${keyText(key, escaped)}${b}:${c}${value}`);
    return `${a}{${d}${texts.join(`${d},${e}`)}${e}}${a}`;
  });
