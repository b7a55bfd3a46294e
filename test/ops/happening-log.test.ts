import assert from "node:assert/strict";
import { test } from "node:test";
import { HappeningLog } from "../../src/ops/happening-log.js";

function filled(count: number): HappeningLog {
  const log = new HappeningLog();
  for (let at = 0; at < count; at++) log.add({ at, kind: "left", title: `${at}`, detail: "" });
  return log;
}

function titles(log: HappeningLog, id: string): readonly string[] {
  return log.after(id).map(({ title }) => title);
}

test("whoever comes first gets all, the oldest first", () => {
  assert.deepEqual(titles(filled(3), ""), ["0", "1", "2"]);
});

test("whoever comes back gets what came meanwhile", () => {
  const log = filled(3);
  const [, second] = log.after("");
  assert.deepEqual(titles(log, second?.id ?? ""), ["2"]);
  assert.deepEqual(titles(log, log.last), []);
});

test("200 entries are kept, and whoever was away for longer gets these", () => {
  const log = filled(100);
  const { last } = log;
  for (let at = 100; at < 500; at++) log.add({ at, kind: "left", title: `${at}`, detail: "" });
  const all = titles(log, last);
  assert.deepEqual([all.length, all[0], all.at(-1)], [200, "300", "499"]);
});

test("an id of another process, or none at all, is none of ours", () => {
  const other = filled(50).last;
  assert.equal(titles(filled(3), other).length, 3);
  assert.equal(titles(filled(3), "nonsense").length, 3);
});
