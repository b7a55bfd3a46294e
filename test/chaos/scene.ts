// Simulator, proxy and bot of one run, and what is done to them.

import { mkdtempSync, existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { CoordinatorOptions } from "../../src/index.js";
import { Simulator, type Address, type Violation } from "../../src/simulator/index.js";
import { Excuses } from "./excuses.js";
import { Ledger, type Truth } from "./ledger.js";
import { Life } from "./life.js";
import type { Cast, Step } from "./plan.js";
import { Proxy } from "./proxy.js";
import { RecordReader } from "./record.js";
import type { ProcessFault } from "./recipes.js";
import { sumOf } from "./sums.js";

/** The bot's `drain`, and how long its end may take on a slow machine beyond that. */
const DRAIN_S = 10;
const END_MS = DRAIN_S * 1_000 + 30_000;

const LAG_TICK_MS = 50;

type Restart = Extract<ProcessFault, { kind: "restart" }>;

export class Scene implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly ledger: Ledger = new Ledger();
  readonly excuses: Excuses;
  /** Where records and sessions are. */
  readonly folder: string;
  readonly breaches: string[] = [];
  readonly #cast: Cast;
  readonly #proxy: Proxy;
  readonly #address: Address;
  readonly #refused = new Set<string>();
  readonly #lag: NodeJS.Timeout;
  #life: Life | null = null;
  #lives = 0;
  #reader: RecordReader | null = null;
  #judged = 0;
  #restarting: Promise<void> = Promise.resolve();

  private constructor(
    cast: Cast,
    parts: { simulator: Simulator; proxy: Proxy; address: Address; shardOf: Map<string, number> },
  ) {
    this.#cast = cast;
    this.simulator = parts.simulator;
    this.#proxy = parts.proxy;
    this.#address = parts.address;
    this.excuses = new Excuses(cast.simulator.maxConcurrency ?? 1);
    const memory = "/dev/shm"; // where a slow disk does not slow the bot down
    this.folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "gateway-run-chaos-"));
    this.simulator.watch((notice) => {
      if (notice.kind === "ready") parts.shardOf.set(notice.session, notice.shard);
      if (notice.kind === "resume" && !notice.ok) this.#refused.add(notice.session);
      if (notice.kind !== "dispatch") return;
      this.ledger.sent(notice.session, notice.s, sumOf(notice.d, cast.payload));
    });
    let last = performance.now();
    this.#lag = setInterval(() => {
      const now = performance.now();
      this.excuses.lag(now - last - LAG_TICK_MS);
      last = now;
    }, LAG_TICK_MS);
  }

  static async open(cast: Cast): Promise<Scene> {
    const shardOf = new Map<string, number>();
    const listeners = 1 + (cast.simulator.resumePorts ?? 1);
    const proxy = await Proxy.open(listeners, (session) => shardOf.get(session) ?? null);
    const advertise = (url: string): string => proxy.through(url);
    const simulator = new Simulator({ ...cast.simulator, advertise });
    const address = await simulator.start();
    const scene = new Scene(cast, { simulator, proxy, address, shardOf });
    scene.#start();
    return scene;
  }

  /** @returns what was hit, or why nothing was. */
  act({ deeds, shards }: Step): string {
    const hits = deeds.map(({ simulator = [], network, process }, index) => {
      const shard = shards[index] ?? null;
      this.excuses.deed({ ...(network && { network }), ...(process && { process }) }, shard);
      let hit = 0;
      for (const fault of simulator) hit = Math.max(hit, this.simulator.inject(fault));
      if (network !== undefined) hit += this.#proxy.strike(network, shard === null ? [] : [shard]);
      if (process === undefined) return String(Math.min(1, hit));
      return this.#process(process);
    });
    return shards.length === 0 ? hits.join() : `hit ${hits.filter((hit) => hit === "1").length}`;
  }

  /** Ends what can be ended: traffic, weather, and a restart that is under way. */
  async quieten(): Promise<void> {
    this.#proxy.clear();
    this.simulator.inject({ kind: "clear" });
    this.simulator.inject({ kind: "rate", rate: 0 });
    await this.#restarting;
  }

  /** Traffic again. */
  stir(): void {
    this.simulator.inject({ kind: "rate", rate: this.#cast.simulator.rate ?? 0 });
  }

  /** Reads what the bot wrote, and gives every breach so far. */
  check(): readonly string[] {
    const { sessions } = this.simulator;
    this.#read();
    this.ledger.heard(sessions);
    const { violations, counters } = this.simulator;
    for (const violation of violations.slice(this.#judged)) {
      if (!this.excuses.covers(violation)) this.breaches.push(`violation: ${show(violation)}`);
    }
    this.#judged = violations.length;
    const { remaining } = counters;
    if (remaining < this.#cast.shards) this.breaches.push(`only ${remaining} identifies are left`);
    return [...this.breaches, ...this.ledger.breaches];
  }

  get truth(): Truth {
    const { sessions: live, endedSessions: ended } = this.simulator;
    return { live, ended, refused: this.#refused };
  }

  /** Shards that have not got everything, while the simulator is quiet. */
  behind(): readonly number[] {
    this.#read();
    return this.ledger.behind(this.truth, this.#cast.shards);
  }

  /** Of the bot, in MiB. */
  get rss(): number {
    return this.#life?.rss ?? 0;
  }

  /** Stops the bot in order; it must end by itself. */
  async stop(): Promise<void> {
    await this.#restarting;
    const life = this.#life;
    if (life === null) return;
    life.kill("SIGCONT");
    await this.#end(life, "SIGTERM");
  }

  /** Ends everything; the folder stays where something is wrong. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#lag);
    await this.#restarting;
    if (this.#life !== null) {
      this.#life.dying = true;
      this.#life.kill("SIGKILL");
      await this.#life.ended;
    }
    if (this.check().length === 0) rmSync(this.folder, { recursive: true });
    this.#reader?.close();
    await this.#proxy.close();
    await this.simulator.close();
  }

  #start(): void {
    const { shards, threads, compress, payload } = this.#cast;
    const { token, apiUrl } = this.#address;
    this.ledger.begin();
    const record = join(this.folder, `record-${++this.#lives}`);
    this.#reader?.close();
    this.#reader = new RecordReader(record);
    const options: CoordinatorOptions = {
      token,
      shards,
      threads,
      compress,
      payload,
      apiUrl: this.#proxy.through(apiUrl),
      sessions: join(this.folder, "sessions"),
      drain: DRAIN_S,
    };
    const guilds = Array.from({ length: shards }, (_, id) => this.simulator.guildIds(id)[0] ?? "");
    const life = new Life({ record, options, guilds });
    this.#life = life;
    void life.ended.then(({ code, signal, said }) => {
      if (life.dying) return;
      this.breaches.push(`the bot ended by itself with ${code ?? signal}: ${said}`);
    });
  }

  #process(fault: ProcessFault): string {
    const life = this.#life;
    if (life === null || life.dying) return "no bot";
    switch (fault.kind) {
      case "block":
      case "sabotage":
        life.order(fault);
        return "";
      case "freeze":
        life.kill("SIGSTOP");
        setTimeout(() => life.kill("SIGCONT"), fault.ms);
        return `${fault.ms} ms`;
      case "restart":
        life.dying = true;
        this.#restarting = this.#restart(life, fault);
        return `down ${fault.downMs} ms`;
    }
  }

  async #restart(life: Life, { signal, downMs }: Restart): Promise<void> {
    await this.#end(life, signal);
    await sleep(downMs);
    this.#start();
  }

  async #end(life: Life, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    life.dying = true;
    life.kill(signal);
    const late = setTimeout(() => {
      this.breaches.push(`the bot did not end within ${END_MS} ms`);
      life.kill("SIGKILL");
    }, END_MS);
    const exit = await life.ended;
    clearTimeout(late);
    this.#life = null;
    this.#read();
    this.ledger.finish(exit.signal === null ? "closed" : "killed");
    if (exit.signal !== null || exit.code === 0) return;
    this.breaches.push(`the bot ended with ${exit.code}: ${exit.said}`);
  }

  #read(): void {
    for (const entry of this.#reader?.read() ?? []) this.ledger.take(entry);
  }
}

function show({ rule, shard, detail, at }: Violation): string {
  return `${rule} by shard ${shard} at ${new Date(at).toISOString()} (${detail})`;
}
