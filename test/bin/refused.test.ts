import assert from "node:assert/strict";
import { test } from "node:test";
import { against, type AgainstOptions } from "../support/against.js";
import type { Outcome } from "../support/command.js";

/** Runs to the end, and sees to it that the token is nowhere and no stack is shown. */
async function outcome(options: AgainstOptions): Promise<Outcome> {
  await using run = await against(options);
  run.command.child.stdin.end();
  const ended = await run.command.ended;
  const token = options.env?.["DISCORD_TOKEN"] ?? run.token;
  assert.ok(!(ended.stdout + ended.stderr).includes(token), "the token is shown");
  assert.doesNotMatch(ended.stderr, /\bat .*\.js:\d/, "a stack is shown");
  return ended;
}

test("a token that Discord refuses ends with 77 and says where it came from", async () => {
  const env = { DISCORD_TOKEN: "MTAw.wrong.wrong-token-of-no-bot-at-all" };
  const { code, stderr } = await outcome({ env });
  assert.equal(code, 77, stderr);
  assert.match(stderr, /token.*DISCORD_TOKEN/);
});

test("a used up identify budget ends with 75 and says until when", async () => {
  const simulator = { remaining: 0, resetAfter: 3_600_000 };
  const { code, stderr } = await outcome({ simulator });
  assert.equal(code, 75, stderr);
  assert.match(stderr, /\d{4}-\d\d-\d\dT\d\d:\d\d/);
});

test("disallowed intents end with 78 and say which and where to switch them on", async () => {
  const { code, stderr } = await outcome({
    simulator: { allowedPrivileged: 0 },
    args: ["-i", "Guilds,MessageContent"],
  });
  assert.equal(code, 78, stderr);
  assert.match(stderr, /discord\.com\/developers.*MessageContent\)/);
});

test("shards that are not of Discord's total end with 64", async () => {
  const { code, stderr } = await outcome({ args: ["--shard-ids", "7"] });
  assert.equal(code, 64, stderr);
  assert.match(stderr, /below the total of 2/);
});

test("worker threads that cannot load end with 70", async () => {
  const broken =
    'import { isMainThread } from "node:worker_threads";' +
    'if (!isMainThread) throw new Error("cannot load");';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(broken)}` };
  const { code, stderr } = await outcome({ env });
  assert.equal(code, 70, stderr);
  assert.match(stderr, /WORKERS_CRASHING/);
});

test("twilight 68: the token is in no output at any level", async () => {
  await using run = await against({ args: ["--log-level", "trace"], simulator: { rate: 50 } });
  const { command, token } = run;
  await command.until("stderr", "all shards are ready");
  command.child.kill("SIGTERM");
  const { code, stdout, stderr } = await command.ended;
  assert.equal(code, 0, stderr);
  assert.ok(!stdout.includes(token));
  assert.ok(!stderr.includes(token));
});
