// The command with a status page, and its Discord in a thread of its own: what is on the page is
// what the bot alone takes.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Fault } from "../../src/simulator/fault.js";
import type { Address, SimulatorOptions } from "../../src/simulator/index.js";
import { start, type Running } from "../support/command.js";

const SIMULATOR = new URL("../../workers/simulator.js", import.meta.url);

/** What plays. */
export class Stage implements AsyncDisposable {
  /** Of the status page. */
  readonly url: string;
  readonly #bot: Running;
  readonly #simulator: Worker;
  readonly #apiUrl: string;

  private constructor(url: string, bot: Running, simulator: Worker, apiUrl: string) {
    this.url = url;
    this.#bot = bot;
    this.#simulator = simulator;
    this.#apiUrl = apiUrl;
  }

  /** Starts both. */
  static async open(options: SimulatorOptions, threads: number): Promise<Stage> {
    const simulator = new Worker(SIMULATOR, { workerData: options });
    const [{ apiUrl, token }] = (await once(simulator, "message")) as [Address];
    const args = ["--http", "0", "--threads", String(threads), "-o", "none"];
    const bot = start(args, { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl });
    const said = /the status page is at (\S+\/)/;
    await bot.until("stderr", said);
    return new Stage(said.exec(bot.stderr())?.[1] ?? "", bot, simulator, apiUrl);
  }

  /** Settles when every shard has been ready. */
  async ready(): Promise<void> {
    await this.#bot.until("stderr", "all shards are ready");
  }

  /** Makes something go wrong. */
  async inject(fault: Fault): Promise<void> {
    const url = new URL("/control", this.#apiUrl);
    const { ok } = await fetch(url, { method: "POST", body: JSON.stringify(fault) });
    if (!ok) throw new Error(`Cannot inject ${JSON.stringify(fault)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#bot.child.kill("SIGTERM");
    await this.#bot.ended;
    await this.#simulator.terminate();
  }
}
