import assert from "node:assert/strict";
import { test } from "node:test";
import { endBySignal, Ending, endOfOutput } from "../../src/ops/ending.js";

test("the first reason to end counts", async () => {
  const ending = new Ending();
  ending.with(endBySignal("SIGTERM", 10));
  ending.with(endOfOutput(Object.assign(new Error("no room"), { code: "ENOSPC" })));
  assert.deepEqual(await ending.end, endBySignal("SIGTERM", 10));
});

test("a reader of stdout that went away is no error, a full disk is one", () => {
  const gone = endOfOutput(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  assert.deepEqual([gone.code, gone.level], [0, "debug"]);
  const full = endOfOutput(Object.assign(new Error("no room"), { code: "ENOSPC" }));
  assert.deepEqual([full.code, full.level], [1, "fatal"]);
  assert.match(full.sentence, /stdout: no room/);
});
