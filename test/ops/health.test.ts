import assert from "node:assert/strict";
import { test } from "node:test";
import type { Status, ThreadStatus } from "../../src/coordinator/status.js";
import { liveness, readiness, type Verdict } from "../../src/ops/health.js";
import { madeStatus } from "../support/made-status.js";

const AT = 1_700_000_000_000;
const RUNNING = { ...madeStatus({ shards: 4, threads: 2, at: AT }) };

function withThread(thread: Partial<ThreadStatus>, phase: Status["phase"] = "running"): Status {
  const [first, ...rest] = RUNNING.threads;
  assert.ok(first);
  return { ...RUNNING, phase, threads: [{ ...first, ...thread }, ...rest] };
}

function saysBad(verdict: Verdict, says: RegExp): void {
  assert.ok(verdict.kind === "bad");
  assert.match(verdict.reason, says);
}

const ALIVE: readonly (readonly [what: string, status: Status])[] = [
  ["a bot whose threads were all seen lately", RUNNING],
  ["a bot that has not started", { ...RUNNING, phase: "idle", threads: [], shards: [] }],
  ["a thread that was seen 10 s ago", withThread({ seenAt: AT - 10_000 })],
  ["a thread that is loading for the first time", withThread({ seenAt: null, state: "down" })],
  ["a dead thread within the longest wait", withThread({ seenAt: AT - 18_000, state: "down" })],
  ["a bot that closes, whose threads end", withThread({ seenAt: AT - 60_000 }, "closing")],
];

for (const [what, status] of ALIVE) {
  test(`alive: ${what}`, () => assert.equal(liveness(status).kind, "ok"));
}

test("not alive: a thread that is up and gave no sign for over 10 s", () => {
  saysBad(liveness(withThread({ seenAt: AT - 13_000 })), /^thread 0 gave no sign .* 13 s$/);
});

test("not alive: a dead thread that does not come back", () => {
  saysBad(liveness(withThread({ seenAt: AT - 19_000, state: "down" })), /^thread 0 .* 19 s$/);
});

test("the state of Discord is no reason not to be alive", () => {
  const shards = RUNNING.shards.map((shard) => ({ ...shard, state: "backoff" as const }));
  assert.equal(liveness({ ...RUNNING, shards }).kind, "ok");
});

test("ready: every shard is ready or resuming", () => {
  const shards = RUNNING.shards.map((shard) => ({ ...shard, state: "resuming" as const }));
  assert.equal(readiness(RUNNING).kind, "ok");
  assert.equal(readiness({ ...RUNNING, shards }).kind, "ok");
});

test("not ready: one shard is neither", () => {
  const [first, ...rest] = RUNNING.shards;
  assert.ok(first);
  const shards = [{ ...first, state: "backoff" as const }, ...rest];
  saysBad(readiness({ ...RUNNING, shards }), /^1 of 4 shards are not ready, such as 0$/);
});

for (const phase of ["idle", "starting", "closing"] as const) {
  test(`not ready: a bot that is ${phase}`, () => {
    saysBad(readiness({ ...RUNNING, phase }), new RegExp(`^the bot is ${phase}$`));
  });
}
