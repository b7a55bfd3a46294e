// What comes is the same events, whatever way they take over the wire.

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { CoordinatorOptions, Dispatch } from "../../src/index.js";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { inflateWith, INFLATERS } from "../support/inflaters.js";
import { FREE_QUEUE, rig } from "../support/rig.js";

/** Any JSON; a minus zero is no matter of the wire. */
const VALUES = fc
  .sample(fc.jsonValue({ maxDepth: 6 }), { numRuns: 200, seed: 7 })
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

/** Events whose `d` is odd. */
const ODD: readonly (readonly [string, unknown])[] = [
  ["NULL", null],
  ["TEXT", '"}]{[\\ \u2028 \u00e9 \ud83d\ude00 \0'],
  ["NUMBER", 0.1],
  ["PRESENCE_UPDATE", { user: { id: 1 }, status: [], activities: "none", guild_id: null }],
  ["KEYS", { t: "NO", s: 99, op: 7, d: { op: 9, d: false } }],
  ["EMPTY", {}],
];

const SENT = [...ODD, ...VALUES.map((value) => ["ANY", value] as const)];

/** Formats of messages, with and without compression. */
const FORMATS: readonly SimulatorOptions[] = [
  {},
  { fragments: 5 },
  { keyOrder: "shuffled" },
  { unknownKeys: true },
  { prettyPrint: true },
  { fragments: 2, keyOrder: "shuffled", unknownKeys: true, prettyPrint: true },
];

/** Formats of a compressed stream. */
const STREAMS: readonly SimulatorOptions[] = [
  { split: 3 },
  { split: Infinity },
  { split: 3, fragments: 3 },
  { level: 0 },
  { level: 9, split: 2, keyOrder: "shuffled", unknownKeys: true },
];

/** And what only one kind of it has. */
const ZSTD_STREAMS: readonly SimulatorOptions[] = [{ windowLog: 10 }, { windowLog: 23 }];
const ZLIB_STREAMS: readonly SimulatorOptions[] = [
  { compressHeader: 0x01 },
  { compressHeader: 0x5e },
  { compressHeader: 0xda },
];

/** Sends all, cuts the connection, sends all again, and asserts that all of it came. */
async function assertSame(
  simulated: SimulatorOptions,
  options: Partial<CoordinatorOptions>,
): Promise<void> {
  await using gateway = await rig(
    { ...simulated, ringSize: 10_000 },
    { ...options, identify: FREE_QUEUE },
  );
  const { simulator } = gateway;
  const came: Dispatch[] = [];
  await gateway.gateway.start();
  await gateway.complete();
  gateway.gateway.on("dispatch", (dispatch) => came.push(dispatch));
  for (const [name, d] of SENT) simulator.emit(0, name, d);
  simulator.inject({ kind: "reset" });
  for (const [name, d] of SENT) simulator.emit(0, name, d);
  while (came.length < 2 * SENT.length + 1) await once(gateway.gateway, "dispatch");
  const events = came.filter(({ name }) => name !== "RESUMED");
  [...SENT, ...SENT].forEach(([name, d], index) => {
    assert.equal(events[index]?.name, name);
    assert.deepEqual(events[index]?.data, d, name);
    assert.deepEqual(JSON.parse(events[index]?.json ?? ""), d, name);
  });
  await gateway.complete();
  assert.equal(simulator.counters.resumes, 1);
  assert.deepEqual(simulator.violations, []);
  assert.deepEqual(gateway.warnings, []);
}

for (const compress of ["none", "zlib"] as const) {
  describe(`messages with compression ${compress}`, { concurrency: 2 }, () => {
    for (const format of FORMATS) {
      for (const payload of ["decoded", "json"] as const) {
        it(`are read as ${payload} in the format ${JSON.stringify(format)}`, async () => {
          await assertSame(format, { compress, payload });
        });
      }
    }
  });
}

for (const { name, compress, skip } of INFLATERS) {
  describe(`a ${compress} stream inflated by ${name}`, { skip }, () => {
    const own = compress === "zlib" ? ZLIB_STREAMS : ZSTD_STREAMS;
    for (const stream of [...STREAMS, ...own]) {
      const { split = 1 } = stream;
      it(`is read in the format ${JSON.stringify({ ...stream, split: String(split) })}`, async () => {
        using library = inflateWith(name);
        await assertSame(stream, { compress });
        await library.confirmed;
      });
    }
  });
}
