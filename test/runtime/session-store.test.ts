import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { Coordinator, type CoordinatorOptions, type GatewayError } from "../../src/index.js";
import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";

const TOKEN = "first.token.of-this-bot";

/** A simulator, and coordinators that come one after the other with one session file. */
class Scene implements AsyncDisposable {
  readonly folder: Folder;
  readonly simulator: Simulator;
  readonly #apiUrl: string;
  readonly #gateways: Coordinator[] = [];
  #owns = false;

  private constructor(folder: Folder, simulator: Simulator, apiUrl: string) {
    this.folder = folder;
    this.simulator = simulator;
    this.#apiUrl = apiUrl;
  }

  static async open(options: SimulatorOptions = {}): Promise<Scene> {
    const folder = await Folder.make();
    await knownStart(folder.file(), options.token ?? TOKEN);
    const scene = await Scene.on(folder, options);
    scene.#owns = true;
    return scene;
  }

  /** Another Discord, with the same file. */
  static async on(folder: Folder, options: SimulatorOptions = {}): Promise<Scene> {
    const defaults = { shards: 4, maxConcurrency: 4, identifyWindow: 0, guilds: 1, token: TOKEN };
    const simulator = new Simulator({ ...defaults, ...options });
    const { apiUrl } = await simulator.start();
    return new Scene(folder, simulator, apiUrl);
  }

  /** A coordinator that has not started, and what it warns of. */
  make(options: Partial<CoordinatorOptions> = {}): [Coordinator, GatewayError[]] {
    const gateway = new Coordinator({
      token: TOKEN,
      apiUrl: this.#apiUrl,
      sessions: this.folder.file(),
      drain: 5,
      ...options,
    });
    const warnings: GatewayError[] = [];
    gateway.on("warning", (warning) => warnings.push(warning));
    this.#gateways.push(gateway);
    return [gateway, warnings];
  }

  /** Starts one and closes it again. */
  async run(options: Partial<CoordinatorOptions> = {}): Promise<readonly GatewayError[]> {
    const [gateway, warnings] = this.make(options);
    await gateway.start();
    await gateway.close();
    return warnings;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const gateway of this.#gateways) await gateway.close();
    await this.simulator.close();
    if (this.#owns) await this.folder[Symbol.asyncDispose]();
  }
}

/** Settles when these shards have become ready, whatever errors come meanwhile. */
function readyWith(gateway: Coordinator, ids: readonly number[]): Promise<void> {
  const missing = new Set(ids);
  return new Promise((resolve) => {
    gateway.on("shard", ({ id, state }) => {
      if (state === "ready" && missing.delete(id) && missing.size === 0) resolve();
    });
  });
}

describe("what a start finds in the session file", { concurrency: 2 }, () => {
  it("garbage is set aside with one warning, and lanes wait as long as a window is", async () => {
    await using scene = await Scene.open({ maxConcurrency: 2, identifyWindow: 5_000, shards: 2 });
    await scene.run();
    await writeFile(scene.folder.file(), "garbage");
    const [warning, ...more] = await scene.run();
    assert.equal(warning?.code, "STORE_REJECTED");
    assert.ok(warning.message.includes(scene.folder.file()));
    assert.deepEqual(more, []);
    assert.equal(scene.simulator.counters.identifies, 4);
    assert.deepEqual(scene.simulator.violations, []);
    await scene.run();
    assert.equal(scene.simulator.counters.identifies, 4, "the store is whole again");
  });

  it("sessions of another token are not used, nor is its file lost", async () => {
    await using scene = await Scene.open();
    await scene.run();
    const text = await readFile(scene.folder.file(), "utf8");
    await using other = await Scene.on(scene.folder, { token: "second.token.of-it" });
    const [warning, ...more] = await other.run({ token: "second.token.of-it" });
    assert.match(warning?.message ?? "", /another token: it is not used, and kept as (.*)$/);
    assert.deepEqual(more, []);
    const [, aside = ""] = /kept as (.*)$/.exec(warning?.message ?? "") ?? [];
    assert.match(await readFile(aside, "utf8"), new RegExp(text.slice(-100).trim().slice(-50)));
    assert.equal(other.simulator.counters.identifies, 4);
  });

  it("another total starts anew, and what was identified is remembered", async () => {
    await using scene = await Scene.open({ shards: 2, maxConcurrency: 2, identifyWindow: 5_000 });
    await scene.run();
    const [warning] = await scene.run({ shards: 3 });
    assert.match(warning?.message ?? "", /total of 2 shards, and not of 3/);
    assert.equal(scene.simulator.counters.identifies, 5);
    assert.deepEqual(scene.simulator.violations, []);
  });

  it("auto keeps the stored total up to twice of it, and starts anew beyond", async () => {
    await using scene = await Scene.open({ shards: 2 });
    await scene.run();
    const totals: number[] = [];
    const codes: string[] = [];
    for (const shards of [4, 1, 5]) {
      await using other = await Scene.on(scene.folder, { shards });
      const [gateway, warnings] = other.make();
      gateway.on("plan", ({ total }) => totals.push(total));
      await gateway.start();
      await gateway.close();
      codes.push(...warnings.map(({ code }) => code));
      if (shards < 5) continue;
      assert.match(warnings[0]?.message ?? "", /recommends 5 shards, over 2 times the 2 stored/);
    }
    assert.deepEqual(totals, [2, 2, 5]);
    assert.deepEqual(codes, ["STORE_REJECTED"]);
  });

  it("ended sessions are not resumed", async () => {
    await using scene = await Scene.open();
    const [gateway] = scene.make();
    await gateway.start();
    await gateway.close({ sessions: "end" });
    await scene.run();
    assert.equal(scene.simulator.counters.identifies, 8);
    assert.equal(scene.simulator.counters.resumesRefused, 0);
  });

  it("a coordinator in the same process is refused while another has the file", async () => {
    await using scene = await Scene.open({ shards: 1 });
    const [first] = scene.make();
    await first.start();
    const [second] = scene.make();
    await assert.rejects(second.start(), { code: "STORE_LOCKED" });
    await first.close();
    await scene.run();
    assert.equal(scene.simulator.counters.identifies, 1);
  });
});

describe("a start with few identifies left", { concurrency: 2 }, () => {
  it("resumes every shard where none is left", async () => {
    await using scene = await Scene.open();
    await scene.run();
    scene.simulator.inject({ kind: "budget", remaining: 0 });
    const warnings = await scene.run();
    assert.deepEqual(warnings, []);
    assert.equal(scene.simulator.counters.resumes, 4);
  });

  it("ends where no shard can resume", async () => {
    await using scene = await Scene.open({ remaining: 7 });
    const [gateway] = scene.make();
    await assert.rejects(gateway.start(), { code: "BUDGET_EXHAUSTED", message: /4 shards/ });
    assert.equal(scene.simulator.counters.connections, 0);
    assert.deepEqual(await scene.run({ spendReserve: true }).then((all) => all.length), 1);
    assert.equal(scene.simulator.counters.identifies, 4);
  });

  it("resumes what it can, identifies none of the rest, and goes on at the reset", async () => {
    await using scene = await Scene.open({ resetAfter: 8_000, total: 1_000 });
    await scene.run({ shards: { total: 4, ids: [0, 1] } });
    // Two more would fit: the start needs two, the reserve is four, and five are left.
    scene.simulator.inject({ kind: "budget", remaining: 5 });
    const [gateway] = scene.make();
    const errors: GatewayError[] = [];
    gateway.on("error", (error) => errors.push(error));
    const resumed = readyWith(gateway, [0, 1]);
    const started = gateway.start();
    await resumed;
    if (errors.length === 0) await once(gateway, "error");
    assert.equal(scene.simulator.counters.identifies, 2);
    await started;
    assert.equal(scene.simulator.counters.identifies, 4);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ["BUDGET_EXHAUSTED"],
    );
    assert.ok((errors[0]?.until ?? 0) > 0);
  });

  it("a running bot at the reserve loses only the shard that has to identify", async () => {
    await using scene = await Scene.open({ resetAfter: 8_000, remaining: 8 });
    const [gateway] = scene.make({ sessions: undefined });
    const errors: GatewayError[] = [];
    gateway.on("error", (error) => errors.push(error));
    await gateway.start();
    const again = readyWith(gateway, [2]);
    scene.simulator.inject({ kind: "invalidSession", resumable: false, shard: 2 });
    if (errors.length === 0) await once(gateway, "error");
    assert.equal(errors[0]?.code, "BUDGET_EXHAUSTED");
    assert.equal(scene.simulator.counters.open, 4, "the shard waits on an open socket");
    await again;
    assert.equal(scene.simulator.counters.identifies, 5);
    assert.equal(errors.length, 1);
  });
});
