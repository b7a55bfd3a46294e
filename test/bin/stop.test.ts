import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { against, type Against } from "../support/against.js";
import { assertUnbroken, linesOf, seqsBySession, type Line } from "../support/lines.js";

/** Reads lines until there are so many. */
async function take(lines: AsyncGenerator<Line>, count: number): Promise<Line[]> {
  const taken: Line[] = [];
  while (taken.length < count) {
    const { value, done } = await lines.next();
    assert.ok(done !== true, `stdout ended after ${taken.length} lines`);
    taken.push(value);
  }
  return taken;
}

/** Fills stdout: nobody reads it, and events go on. */
async function frozen(args: readonly string[]): Promise<Against> {
  const run = await against({ args, simulator: { rate: 2_000 } });
  run.command.child.stdout.pause();
  await run.command.until("stderr", "all shards are ready");
  return run;
}

test("events come out shard by shard without gap or double, and SIGTERM ends with 0", async () => {
  await using run = await against({
    simulator: { shards: 4, rate: 2_000, heartbeatInterval: 500 },
  });
  const { command, simulator } = run;
  const lines = linesOf(command.child.stdout);
  const before = await take(lines, 4_000);
  command.child.kill("SIGTERM");
  const all = [...before];
  for await (const line of lines) all.push(line);
  const { code, stderr } = await command.ended;
  assert.equal(code, 0, stderr);
  assertUnbroken(all);
  const seqs = seqsBySession(all);
  assert.equal(simulator.sessions.length, 4, "all sessions are resumable");
  for (const { id, heartbeatSeq } of simulator.sessions) {
    assert.ok(heartbeatSeq !== null && heartbeatSeq > 0);
    assert.ok((seqs.get(id)?.length ?? 0) >= heartbeatSeq, "what was heartbeated is written");
  }
  assert.deepEqual(simulator.violations, []);
  assert.ok(simulator.closes.every(({ code: close }) => close === 4_900));
});

test("a closed stdout ends it with 0 and without a word", async () => {
  await using run = await against({ simulator: { rate: 2_000 } });
  const { command } = run;
  await take(linesOf(command.child.stdout), 5);
  command.child.stdout.destroy();
  const { code, stderr } = await command.ended;
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /EPIPE|"level":[456]0/);
  assert.equal(run.simulator.sessions.length, 2, "all sessions are resumable");
});

test("a stdout that nobody reads does not hold up the end longer than --drain", async () => {
  await using run = await frozen(["--drain", "2"]);
  const { command } = run;
  const began = performance.now();
  command.child.kill("SIGTERM");
  const [code] = await once(command.child, "exit");
  assert.equal(code, 0);
  assert.ok(performance.now() - began < 6_000);
  command.child.stdout.resume();
  assert.match((await command.ended).stderr, /DRAIN_INCOMPLETE/);
});

test("a second SIGINT ends it at once with 130", async () => {
  await using run = await frozen(["--drain", "100"]);
  const { command } = run;
  command.child.kill("SIGINT");
  await command.until("stderr", "SIGINT: draining");
  command.child.kill("SIGINT");
  const [code] = await once(command.child, "exit");
  assert.equal(code, 130);
});

test("SIGHUP ends nothing", async () => {
  await using run = await against({ simulator: { rate: 100 } });
  const { command } = run;
  const lines = linesOf(command.child.stdout);
  await take(lines, 5);
  command.child.kill("SIGHUP");
  await take(lines, 100);
  command.child.kill("SIGTERM");
  command.child.stdout.resume();
  assert.equal((await command.ended).code, 0);
});

test("a signal during the start ends with 0, identifies no more and says nothing wrong", async () => {
  const simulator = { shards: 4, maxConcurrency: 1 };
  await using run = await against({ simulator, args: ["-o", "none", "--log-level", "debug"] });
  const { command } = run;
  await run.simulator.waitFor("identify");
  command.child.kill("SIGINT");
  const { code, stderr } = await command.ended;
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /"level":[456]0/);
  assert.equal(run.simulator.identifyLog.length, 1);
});
