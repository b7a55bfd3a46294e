import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { Gathering, type Occurrence } from "../../src/ops/gathering.js";

type Entries = Parameters<ConstructorParameters<typeof Gathering>[0]>[0];

/** What becomes of what happens within a fifth of a second. */
function gathered(t: TestContext, occurrences: readonly Occurrence[]): Entries {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let entries: Entries = [];
  const gathering = new Gathering((found) => (entries = found));
  for (const occurrence of occurrences) gathering.add(occurrence);
  t.mock.timers.tick(200);
  return entries;
}

test("a thousand shards that leave at once are one entry", (t) => {
  const all = Array.from({ length: 1_000 }, (_, shard) => {
    return { kind: "left", shard, detail: "closed by Discord, 1001" } as const;
  });
  const entries = gathered(t, all);
  assert.deepEqual(
    entries.map(({ title, detail }) => [title, detail]),
    [["Shards 0–999 lost their connections", "closed by Discord, 1001"]],
  );
});

test("what differs stays apart, in the order of its beginning", (t) => {
  const entries = gathered(t, [
    { kind: "left", shard: 1, detail: "a" },
    { kind: "left", shard: 2, detail: "b" },
    { kind: "left", shard: 3, detail: "a" },
    { kind: "back", shard: 1, detail: "", away: 100 },
    { kind: "back", shard: 3, detail: "", away: 200 },
  ]);
  assert.deepEqual(
    entries.map(({ title, detail }) => `${title}: ${detail}`),
    [
      "Shards 1, 3 lost their connections: a",
      "Shard 2 lost its connection: b",
      "Shards 1, 3 are ready again: after 0.1 to 0.2 s",
    ],
  );
});

test("the same error is told once, with how often it came", (t) => {
  const error = { kind: "error", title: "LISTENER_FAILED", detail: "oh" } as const;
  const entries = gathered(t, [error, error, error]);
  assert.deepEqual(
    entries.map(({ title }) => title),
    ["LISTENER_FAILED, 3 times"],
  );
});

test("a flood of different errors leaves the last 200", (t) => {
  const flood = Array.from({ length: 5_000 }, (_, index) => {
    return { kind: "error", title: "LISTENER_FAILED", detail: `${index}` } as const;
  });
  const entries = gathered(t, flood);
  assert.deepEqual([entries.length, entries.at(-1)?.detail], [200, "4999"]);
});
