import assert from "node:assert/strict";
import { test } from "node:test";
import { against } from "../support/against.js";
import { COMMAND, start } from "../support/command.js";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { assertUnbroken, linesOf, type Line } from "../support/lines.js";

const AWHILE_MS = 4_000;

test("a slow reader of stdout slows the sockets, and misses nothing", async () => {
  await using run = await against({ simulator: { rate: 8_000 }, args: ["--threads", "1"] });
  const { command, simulator } = run;
  const lines = linesOf(command.child.stdout);
  const read: Line[] = [];
  for await (const line of lines) {
    read.push(line);
    if (read.length === 100) await new Promise((resolve) => setTimeout(resolve, AWHILE_MS));
    if (read.length === 40_000) command.child.kill("SIGTERM");
  }
  assert.equal((await command.ended).code, 0);
  assertUnbroken(read);
  assert.deepEqual(simulator.violations, []);
});

test("d is Discord's own text", async () => {
  await using run = await against({ simulator: { shards: 1 }, args: ["-i", "Guilds"] });
  const { command, simulator } = run;
  await command.until("stderr", "all shards are ready");
  const text = '{"a" : 1.0,"id":12345678901234567890, "b":"\\u00e9"}';
  simulator.emitRaw(0, `{"t":"PROBE","s":1000,"op":0,"d":${text}}`);
  await command.until("stdout", '"t":"PROBE"');
  assert.ok(command.stdout().includes(`"s":1000,"t":"PROBE","d":${text}}\n`));
});

test("--events leaves the others out", async () => {
  const args = ["-e", "MESSAGE_CREATE"];
  await using run = await against({ simulator: { rate: 1_000 }, args });
  const { command } = run;
  let count = 0;
  for await (const { t } of linesOf(command.child.stdout)) {
    assert.equal(t, "MESSAGE_CREATE");
    if (++count === 10) command.child.kill("SIGTERM");
  }
  assert.equal((await command.ended).code, 0);
});

test("--output none writes nothing, and SIGTERM ends it with 0", async () => {
  await using run = await against({ simulator: { rate: 500 }, args: ["-o", "none"] });
  const { command } = run;
  await command.until("stderr", "all shards are ready");
  command.child.kill("SIGTERM");
  const { code, stdout } = await command.ended;
  assert.deepEqual([code, stdout], [0, ""]);
});

test("--demo needs no token, and takes --shards", async () => {
  const command = start(["--demo", "--shards", "4"], { DISCORD_TOKEN: "not.for.the.demo" });
  const shards = new Set<number>();
  const expected = new Set([0, 1, 2, 3]);
  for await (const { shard } of linesOf(command.child.stdout)) {
    const last = !shards.has(shard) && shards.size === 3;
    shards.add(shard);
    if (last) command.child.kill("SIGTERM");
  }
  const { code, stderr } = await command.ended;
  assert.equal(code, 0, stderr);
  assert.deepEqual(shards, expected);
});

test("the built command can be run by its name", async () => {
  const { stdout } = await promisify(execFile)(COMMAND, ["--version"]);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});
