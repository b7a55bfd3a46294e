// Ways in which bytes come out wrong.

import fc from "fast-check";

/** One of them; it may change what it is given, and has a name. */
export const damages: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc
  .tuple(fc.nat(), fc.nat({ max: 254 }), fc.nat({ max: 20 }))
  .chain(([at, by, to]) =>
    fc.constantFrom(
      function flips(bytes: Buffer) {
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ (by + 1);
        return bytes;
      },
      function fills(bytes: Buffer) {
        bytes.subarray(at % bytes.length, (at % bytes.length) + to).fill(by);
        return bytes;
      },
      function drops(bytes: Buffer) {
        const from = at % bytes.length;
        return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + to + 1)]);
      },
      function repeats(bytes: Buffer) {
        const from = at % bytes.length;
        return Buffer.concat([bytes.subarray(0, from + to), bytes.subarray(from)]);
      },
    ),
  );
