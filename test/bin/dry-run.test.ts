import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { Token } from "../../src/coordinator/token.js";
import { intentBits } from "../../src/discord/intents.js";
import { FileSessions } from "../../src/index.js";
import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";
import { COMMAND, run, start, type Environment, type Outcome } from "../support/command.js";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";

/** A simulator, and commands that are for it. */
class Scene implements AsyncDisposable {
  readonly folder: Folder;
  readonly simulator: Simulator;
  readonly token: string;
  readonly env: Environment;

  private constructor(folder: Folder, simulator: Simulator, apiUrl: string, token: string) {
    this.folder = folder;
    this.simulator = simulator;
    this.token = token;
    this.env = { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl };
  }

  static async open(options: SimulatorOptions): Promise<Scene> {
    const simulator = new Simulator(options);
    const { apiUrl, token } = await simulator.start();
    return new Scene(await Folder.make(), simulator, apiUrl, token);
  }

  /** Runs it dry, and sees to it that nothing was spent or opened and no token shown. */
  async dryRun(...args: string[]): Promise<Outcome> {
    const before = this.simulator.counters;
    const outcome = await run(["--dry-run", ...args], this.env);
    const after = this.simulator.counters;
    assert.equal(after.connections, before.connections, "no socket to the gateway");
    assert.equal(after.identifies, before.identifies);
    assert.ok(!(outcome.stdout + outcome.stderr).includes(this.token));
    assert.doesNotMatch(outcome.stderr, /\bat .*\.js:\d/, "no stack");
    return outcome;
  }

  /** The plan, with the exit code. */
  async plan(...args: string[]) {
    const { code, stdout, stderr } = await this.dryRun("--json", ...args);
    assert.equal(stdout.split("\n").length, 2, `one line: ${stdout}${stderr}`);
    return { code, stderr, ...JSON.parse(stdout) };
  }

  /** A session file in which these shards, of a total of 2, can be resumed. */
  async stored(...shards: number[]): Promise<string> {
    const store = new FileSessions(this.folder.file());
    const bot = new Token(this.token).digest();
    await store.load({ bot, total: 2, intents: intentBits(["unprivileged"]) });
    for (const shard of shards) {
      await store.put({ shard, total: 2, id: `s${shard}`, seq: 1, url: "ws://127.0.0.1:1" });
    }
    await store.flush();
    await store.close();
    return this.folder.file();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await this.folder[Symbol.asyncDispose]();
  }
}

test("a dry run prints the plan, spends nothing and ends with 0", async () => {
  await using scene = await Scene.open({ shards: 16, maxConcurrency: 4 });
  const { code, stdout, stderr } = await scene.dryRun("--threads", "3", "--compress", "zlib");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^shards +16, as Discord recommends$/m);
  assert.match(
    stdout,
    /^identifies +16 needed; 1,000 of 1,000 left today, 16 of them in reserve$/m,
  );
  assert.match(stdout, /^last shard +about 16 s after the start$/m);
  assert.match(stdout, /^threads +3, with 5 or 6 shards each$/m);
  assert.match(stdout, /^compression +zlib, read by (zlib-sync|minizlib)$/m);
  for (const line of stdout.split("\n")) assert.ok(line.length <= 80, line);
});

test("--json is the same as one document", async () => {
  await using scene = await Scene.open({
    shards: 16,
    maxConcurrency: 4,
    remaining: 100,
    resetAfter: 3_600_000,
  });
  const args = ["--shard-ids", "0-3,8", "--threads", "2", "--compress", "zlib"];
  const { inflater, gatewayUrl, identifies, stderr, ...plan } = await scene.plan(...args);
  assert.deepEqual(plan, {
    code: 0,
    shards: { total: 16, here: 5, recommended: 16 },
    maxConcurrency: 4,
    windows: 2,
    lastShardMs: 5_150,
    sessions: { file: null, resumable: 0 },
    budget: "go",
    threads: [3, 2],
    compress: "zlib",
  });
  assert.equal(stderr, "");
  assert.match(inflater, /^(zlib-sync|minizlib)$/);
  assert.match(gatewayUrl, /^ws:\/\/127\.0\.0\.1:\d+$/);
  const { resetsAt, ...figures } = identifies;
  assert.deepEqual(figures, { needed: 5, remaining: 100, limit: 1_000, reserve: 16 });
  assert.ok(Math.abs(resetsAt - Date.now() - 3_600_000) < 60_000);
});

test("a session file that is held ends with 75, as in a start, and is left alone", async () => {
  await using scene = await Scene.open({ shards: 2, maxConcurrency: 2, heartbeatInterval: 200 });
  const { simulator } = scene;
  const file = scene.folder.file();
  await knownStart(file, scene.token);
  const bot = start(["-o", "none", "--sessions", file], scene.env);
  await bot.until("stderr", "all shards are ready");
  // A heartbeat names only what is stored.
  await simulator.waitFor(() => simulator.sessions.every(({ heartbeatSeq }) => heartbeatSeq));
  bot.child.kill("SIGSTOP"); // it changes nothing meanwhile
  const text = await readFile(file, "utf8");
  const names = await readdir(scene.folder.path);
  const { code, stdout, stderr } = await scene.dryRun("--sessions", file);
  assert.deepEqual([code, stdout], [75, ""], stderr);
  assert.match(stderr, /STORE_LOCKED.*Another process keeps its sessions in/);
  assert.equal(await readFile(file, "utf8"), text);
  assert.deepEqual(await readdir(scene.folder.path), names);
  bot.child.kill("SIGKILL");
  await bot.ended;
  const plan = await scene.plan("--sessions", file);
  assert.deepEqual([plan.code, plan.windows, plan.lastShardMs], [0, 0, 0], plan.stderr);
  assert.deepEqual(plan.sessions, { file, resumable: 2 });
  assert.deepEqual([plan.identifies.needed, plan.identifies.remaining], [0, 998]);
  assert.equal(await readFile(file, "utf8"), text);
  assert.deepEqual(await readdir(scene.folder.path), names, "nor is the lock of the dead");
});

test("a folder that is missing is told, and the plan is shown", async () => {
  await using scene = await Scene.open({ shards: 2 });
  const { code, stderr } = await scene.plan("--sessions", scene.folder.file("none/sessions"));
  assert.equal(code, 0);
  assert.match(stderr, /STORE_FAILED.*could not keep sessions in .*its folder .*none is missing/);
});

const noFull = existsSync("/dev/full") ? false : "there is no /dev/full";

test("a plan that cannot be written ends with 1", { skip: noFull }, () => {
  const command = `"${process.execPath}" "${COMMAND}" --demo 2 --dry-run >/dev/full`;
  const { status, stderr } = spawnSync("/bin/sh", ["-c", command], { encoding: "utf8" });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /cannot write to stdout: ENOSPC/);
});

test("a session file of no use is told and stays where it is", async () => {
  await using scene = await Scene.open({ shards: 2 });
  const file = scene.folder.file();
  await writeFile(file, "something else");
  const { code, stderr, sessions } = await scene.plan("--sessions", file);
  assert.deepEqual([code, sessions.resumable], [0, 0]);
  assert.match(stderr, /STORE_REJECTED.*is not a session file: a start would set it aside/);
  assert.deepEqual(await readdir(scene.folder.path), ["sessions"]);
  const other = await scene.stored(0, 1);
  const { stderr: of4 } = await scene.plan("--sessions", other, "--shards", "4");
  assert.match(of4, /belongs to a total of 2 shards, and not of 4/);
});

test("too few identifies end with 75 and show the plan all the same", async () => {
  await using scene = await Scene.open({ shards: 2, remaining: 1, resetAfter: 3_600_000 });
  const { code, stdout, stderr } = await scene.dryRun();
  assert.equal(code, 75, stderr);
  assert.match(stdout, /^identifies +2 needed; 1 of 1,000 left today/m);
  assert.match(stdout, /^ +full again at \d{4}-\d\d-\d\d \d\d:\d\d UTC, in 1 h 00 min$/m);
  assert.match(stdout, /^last shard +not at all/m);
  assert.match(stderr, /BUDGET_EXHAUSTED.*until \d{4}-\d\d-\d\dT/);
  const { budget } = await scene.plan();
  assert.equal(budget, "refused");
});

test("too few identifies for the shards that cannot resume: those wait", async () => {
  await using scene = await Scene.open({ shards: 2, remaining: 0, resetAfter: 3_600_000 });
  const { code, budget, lastShardMs } = await scene.plan("--sessions", await scene.stored(1));
  assert.deepEqual([code, budget], [0, "wait"]);
  assert.ok(lastShardMs > 3_500_000 && lastShardMs < 3_700_000);
});

test("a refused token ends with 77, and what goes wrong together with 64", async () => {
  await using scene = await Scene.open({ shards: 2 });
  const env = { ...scene.env, DISCORD_TOKEN: "MTAw.wrong.wrong-token-of-no-bot-at-all" };
  const refused = await run(["--dry-run"], env);
  assert.deepEqual([refused.code, refused.stdout], [77, ""], refused.stderr);
  assert.match(refused.stderr, /token.*DISCORD_TOKEN/);
  const beyond = await scene.dryRun("--shard-ids", "7");
  assert.deepEqual([beyond.code, beyond.stdout], [64, ""], beyond.stderr);
  assert.match(beyond.stderr, /below the total of 2/);
  const folder = await scene.dryRun("--sessions", scene.folder.path);
  assert.equal(folder.code, 64, folder.stderr);
});

test("the demo runs dry as well, without a token", async () => {
  const { code, stdout, stderr } = await run(["--demo", "8", "--dry-run"]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^shards +8, as Discord recommends$/m);
});
