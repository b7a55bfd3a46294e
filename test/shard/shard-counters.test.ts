import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { peek } from "../../src/shard/peek.js";
import { SHARD_FIELDS, ShardCounters } from "../../src/shard/shard-counters.js";
import { runs } from "../support/runs.js";

/** What may happen to a guild. */
const HOW = ["here", "away", "left", "joined away"] as const;
type How = (typeof HOW)[number];

/** A session as Discord sends it, and the guilds that there really are. */
class Guilds {
  readonly row: Float64Array = new Float64Array(new SharedArrayBuffer(SHARD_FIELDS * 8));
  counters: ShardCounters = new ShardCounters(this.row);
  readonly #there: Set<string>;
  #seq = 0;

  constructor(ready: readonly string[]) {
    this.#there = new Set(ready);
    this.counters.ready(ready);
    this.#send("READY", {});
  }

  get real(): number {
    return this.#there.size;
  }

  /** What is sent of a guild comes only where Discord would send it. */
  happens(how: How, id: string): void {
    const isMember = this.#there.has(id);
    if (how === "here") {
      this.#there.add(id);
      this.#send("GUILD_CREATE", { name: "a guild".repeat(50), id, channels: [{ id: "9" }] });
    } else if (how === "away" && isMember) {
      this.#send("GUILD_DELETE", { id, unavailable: true });
    } else if (how === "left" && isMember) {
      this.#there.delete(id);
      this.#send("GUILD_DELETE", { id });
    } else if (how === "joined away" && !isMember) {
      this.#there.add(id);
      this.#send("GUILD_CREATE", { id, unavailable: true });
    }
  }

  #send(t: string, d: object): void {
    this.dispatch(++this.#seq, t, d);
  }

  dispatch(s: number, t: string, d: object): void {
    const message = Buffer.from(JSON.stringify({ t, s, op: 0, d }));
    const header = peek(message);
    assert.ok(header !== null);
    this.counters.dispatch(header, message);
  }
}

test("new memory says that nothing is known", () => {
  const { reading } = new ShardCounters(new Float64Array(SHARD_FIELDS));
  const nothing = { events: 0, wireBytes: 0, jsonBytes: 0, latencyMs: null, guilds: null };
  assert.deepEqual(reading, nothing);
});

test("a successor in the same memory counts on, and nothing that was counted before", () => {
  const guilds = new Guilds(["1", "2", "3"]);
  guilds.happens("here", "1");
  guilds.counters.frame(10);
  guilds.counters.message(30);
  guilds.counters.latency(41.5);
  guilds.counters = new ShardCounters(guilds.row);
  guilds.dispatch(2, "GUILD_CREATE", { id: "1" }); // sent once more
  guilds.dispatch(3, "GUILD_CREATE", { id: "2" });
  guilds.dispatch(4, "GUILD_CREATE", { id: "3" });
  guilds.dispatch(5, "GUILD_CREATE", { id: "4" });
  const expected = { events: 5, wireBytes: 10, jsonBytes: 30, latencyMs: 41.5, guilds: 4 };
  assert.deepEqual(guilds.counters.reading, expected);
  guilds.counters.latency(null);
  assert.equal(guilds.counters.reading.latencyMs, null);
});

test("the names of what is counted are told, once each", () => {
  const names: string[] = [];
  const row = new Float64Array(SHARD_FIELDS);
  const counters = new ShardCounters(row, (name) => names.push(name));
  const message = Buffer.from('{"t":"TYPING_START","s":7,"op":0,"d":{}}');
  for (let time = 0; time < 2; time++)
    counters.dispatch({ op: 0, t: "TYPING_START", s: 7, d: null }, message);
  assert.deepEqual(names, ["TYPING_START"]);
});

test("without a READY no guild is known", () => {
  const counters = new ShardCounters(new Float64Array(SHARD_FIELDS));
  const message = Buffer.from('{"t":"GUILD_CREATE","s":2,"op":0,"d":{"id":"1"}}');
  counters.dispatch({ op: 0, t: "GUILD_CREATE", s: 2, d: null }, message);
  assert.equal(counters.reading.guilds, null);
});

const CASES: readonly (readonly [
  what: string,
  ready: readonly string[],
  comes: readonly (readonly [How, string])[],
])[] = [
  [
    "guilds of READY that arrive",
    ["1", "2"],
    [
      ["here", "1"],
      ["here", "2"],
    ],
  ],
  [
    "a guild joined before those of READY are there",
    ["1"],
    [
      ["here", "2"],
      ["here", "1"],
    ],
  ],
  [
    "a guild that leaves",
    ["1"],
    [
      ["here", "1"],
      ["left", "1"],
    ],
  ],
  [
    "a guild in an outage, and back",
    ["1"],
    [
      ["here", "1"],
      ["away", "1"],
      ["here", "1"],
    ],
  ],
  [
    "a guild of READY that is in an outage, and one joined later",
    ["1"],
    [
      ["away", "1"],
      ["here", "1"],
      ["here", "2"],
    ],
  ],
  [
    "a guild that leaves in an outage, and one joined later",
    ["1", "2"],
    [
      ["here", "1"],
      ["here", "2"],
      ["away", "2"],
      ["left", "2"],
      ["here", "3"],
    ],
  ],
  [
    "a guild joined in an outage",
    [],
    [
      ["joined away", "1"],
      ["here", "1"],
    ],
  ],
];

for (const [what, ready, comes] of CASES) {
  test(`${what}: counted as they are`, () => {
    const guilds = new Guilds(ready);
    for (const [how, id] of comes) guilds.happens(how, id);
    assert.equal(guilds.counters.reading.guilds, guilds.real);
  });
}

test("once all of READY have been heard of, the number is that of the guilds there are", () => {
  const ids = ["1", "2", "3", "4", "5", "6"];
  const step = fc.tuple(fc.constantFrom(...HOW), fc.constantFrom(...ids));
  fc.assert(
    fc.property(fc.subarray(ids), fc.array(step), (ready, steps) => {
      const guilds = new Guilds(ready);
      const here = new Set<string>();
      for (const [how, id] of steps) {
        // A guild that is there and well is not sent again.
        if (how === "here" && here.has(id)) continue;
        if (how === "joined away" && here.has(id)) continue;
        if (how === "here") here.add(id);
        else here.delete(id);
        guilds.happens(how, id);
      }
      assert.equal(guilds.counters.reading.guilds, guilds.real);
    }),
    { numRuns: runs(500) },
  );
});
