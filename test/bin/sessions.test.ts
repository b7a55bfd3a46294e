import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";
import { type Running, start } from "../support/command.js";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";

/** A simulator, and commands with one session file. */
class Scene implements AsyncDisposable {
  readonly folder: Folder;
  readonly simulator: Simulator;
  readonly token: string;
  readonly #env: { readonly [name: string]: string };
  readonly #commands: Running[] = [];

  private constructor(folder: Folder, simulator: Simulator, apiUrl: string, token: string) {
    this.folder = folder;
    this.simulator = simulator;
    this.token = token;
    this.#env = { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl };
  }

  static async open(options: SimulatorOptions): Promise<Scene> {
    const folder = await Folder.make();
    const simulator = new Simulator(options);
    const { apiUrl, token } = await simulator.start();
    await knownStart(folder.file(), token);
    return new Scene(folder, simulator, apiUrl, token);
  }

  start(...args: string[]): Running {
    const command = start(["-o", "none", "--sessions", this.folder.file(), ...args], this.#env);
    this.#commands.push(command);
    return command;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#commands) child.kill("SIGKILL");
    await this.simulator.close();
    await this.folder[Symbol.asyncDispose]();
  }
}

test("a second process on one session file ends with 75 and a sentence", async () => {
  await using scene = await Scene.open({ shards: 2, maxConcurrency: 2 });
  const first = scene.start();
  await first.until("stderr", "all shards are ready");
  const { requests } = scene.simulator.counters;
  const second = await scene.start().ended;
  assert.equal(second.code, 75, second.stderr);
  assert.match(second.stderr, /Another process keeps its sessions in .*sessions/);
  assert.equal(scene.simulator.counters.requests, requests, "Discord is not asked");

  first.child.kill("SIGKILL");
  await sleep(100);
  const third = scene.start();
  await third.until("stderr", "all shards are ready");
  assert.equal(scene.simulator.counters.identifies, 2);
  assert.equal(scene.simulator.counters.resumes, 2);
  third.child.kill("SIGTERM");
  assert.equal((await third.ended).code, 0);
});

test("a process killed at its first identify breaks no window when it starts again", async () => {
  await using scene = await Scene.open({ shards: 2, maxConcurrency: 1 });
  for (let life = 0; life < 2; life++) {
    const killed = scene.start();
    await scene.simulator.waitFor("identify", 20_000);
    killed.child.kill("SIGKILL");
    await killed.ended;
  }
  const last = scene.start();
  await last.until("stderr", "all shards are ready");
  assert.deepEqual(scene.simulator.violations, []);
  assert.ok(scene.simulator.counters.identifies <= 4);
});

test("the session file holds what a start needs, and not the token", async () => {
  await using scene = await Scene.open({ shards: 1 });
  const command = scene.start();
  await command.until("stderr", "all shards are ready");
  command.child.kill("SIGTERM");
  await command.ended;
  const text = await readFile(scene.folder.file(), "utf8");
  const [session] = scene.simulator.sessions;
  assert.ok(session !== undefined && text.includes(session.id));
  for (const part of scene.token.split(".")) {
    assert.ok(!text.includes(part), "a part of the token");
  }
});

test("with too few identifies left it ends with 75 and says when, unless told to spend them", async () => {
  await using scene = await Scene.open({ shards: 2, maxConcurrency: 2, remaining: 3 });
  const { code, stderr } = await scene.start().ended;
  assert.equal(code, 75, stderr);
  assert.match(stderr, /BUDGET_EXHAUSTED.*until \d{4}-\d\d-\d\dT/s);
  assert.equal(scene.simulator.counters.identifies, 0);
  const spending = scene.start("--spend-reserve");
  await spending.until("stderr", "all shards are ready");
  assert.equal(scene.simulator.counters.identifies, 2);
});

test("a path that is no regular file is wrong usage", async () => {
  await using scene = await Scene.open({ shards: 1 });
  const { code, stderr } = await scene.start("--sessions", scene.folder.path).ended;
  assert.equal(code, 64, stderr);
  assert.match(stderr, /must be a regular file/);
});
