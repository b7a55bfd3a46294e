import assert from "node:assert/strict";
import { test } from "node:test";
import { SHARD_FIELDS, ShardCounters } from "../../src/shard/shard-counters.js";

const guild = (d: object): Buffer => Buffer.from(JSON.stringify({ op: 0, s: 2, t: "X", d }));
const WHOLE = guild({ id: "1", name: "a guild".repeat(40), channels: [] });
const OUTAGE = guild({ id: "1", unavailable: true });
const LEFT = guild({ id: "1" });

function counting(ready: number | null): ShardCounters {
  const counters = new ShardCounters(new Float64Array(SHARD_FIELDS));
  if (ready !== null) counters.ready(ready);
  return counters;
}

test("new memory says that nothing is known", () => {
  const { reading } = counting(null);
  const nothing = { events: 0, wireBytes: 0, jsonBytes: 0, latencyMs: null, guilds: null };
  assert.deepEqual(reading, nothing);
});

test("what another thread counted in the same memory is read and counted on", () => {
  const row = new Float64Array(new SharedArrayBuffer(SHARD_FIELDS * 8));
  const thread = new ShardCounters(row);
  thread.ready(2);
  thread.frame(10);
  thread.message(30);
  thread.latency(41.5);
  thread.dispatch("MESSAGE_CREATE", LEFT);
  const next = new ShardCounters(row);
  next.dispatch("MESSAGE_CREATE", LEFT);
  const expected = { events: 2, wireBytes: 10, jsonBytes: 30, latencyMs: 41.5, guilds: 2 };
  assert.deepEqual(new ShardCounters(row).reading, expected);
  next.latency(null);
  assert.equal(new ShardCounters(row).reading.latencyMs, null);
});

const CASES: readonly {
  readonly what: string;
  readonly ready: number | null;
  readonly comes: readonly (readonly [name: "CREATE" | "DELETE", message: Buffer])[];
  readonly guilds: number | null;
}[] = [
  {
    what: "guilds of READY that arrive are counted once",
    ready: 2,
    guilds: 2,
    comes: [
      ["CREATE", WHOLE],
      ["CREATE", WHOLE],
    ],
  },
  {
    what: "a guild that the bot joins is one more",
    ready: 1,
    guilds: 2,
    comes: [
      ["CREATE", WHOLE],
      ["CREATE", WHOLE],
    ],
  },
  {
    what: "a guild joined before those of READY are there is one more",
    ready: 2,
    guilds: 3,
    comes: [
      ["CREATE", WHOLE],
      ["CREATE", WHOLE],
      ["CREATE", WHOLE],
    ],
  },
  {
    what: "a guild that the bot leaves is one less",
    ready: 1,
    guilds: 0,
    comes: [
      ["CREATE", WHOLE],
      ["DELETE", LEFT],
    ],
  },
  {
    what: "a guild in an outage still counts, and so it does when it is back",
    ready: 1,
    guilds: 1,
    comes: [
      ["CREATE", WHOLE],
      ["DELETE", OUTAGE],
      ["CREATE", WHOLE],
    ],
  },
  {
    what: "a guild joined during its outage counts once",
    ready: 0,
    guilds: 1,
    comes: [
      ["CREATE", OUTAGE],
      ["CREATE", WHOLE],
    ],
  },
  {
    what: "a guild of READY that comes as unavailable is awaited on",
    ready: 1,
    guilds: 1,
    comes: [
      ["CREATE", OUTAGE],
      ["CREATE", WHOLE],
    ],
  },
  { what: "there are never fewer than none", ready: 0, guilds: 0, comes: [["DELETE", LEFT]] },
  {
    what: "without a READY nothing is known",
    ready: null,
    guilds: null,
    comes: [
      ["CREATE", WHOLE],
      ["DELETE", LEFT],
    ],
  },
];

for (const { what, ready, comes, guilds } of CASES) {
  test(what, () => {
    const counters = counting(ready);
    for (const [name, message] of comes) counters.dispatch(`GUILD_${name}`, message);
    assert.equal(counters.reading.guilds, guilds);
  });
}
