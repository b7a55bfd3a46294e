// A client that nobody here wrote, in a process of its own on a simulator.

import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Fault, SimulatorOptions } from "../../src/simulator/index.js";
import type { Received } from "./peers/told.js";
import { Simulated } from "./simulated.js";

const PATIENCE_MS = 25_000;

export class Peer {
  readonly simulated: Simulated;
  readonly received: Received[] = [];
  /** Exit code, or signal; null while it runs. */
  exit: number | string | null = null;
  errors = "";
  #number = 0;
  readonly #child: ChildProcess;

  private constructor(simulated: Simulated, name: string) {
    this.simulated = simulated;
    const script = fileURLToPath(new URL(`./peers/${name}.js`, import.meta.url));
    this.#child = fork(script, [JSON.stringify(simulated.address)], { silent: true });
    this.#child.on("message", (message) => this.received.push(message as Received));
    this.#child.stderr?.on("data", (chunk) => (this.errors += String(chunk)));
    this.#child.once("exit", (code, signal) => (this.exit = code ?? signal));
  }

  /** Starts the peer of this name and waits until it has a session and its guilds. */
  static async start(name: string, options: SimulatorOptions = {}): Promise<Peer> {
    const simulated = await Simulated.start({ heartbeatGrace: 4, guilds: 3, ...options });
    const peer = new Peer(simulated, name);
    await peer.until(() => peer.got("GUILD_CREATE") === 3);
    return peer;
  }

  got(name: string): number {
    return this.received.filter(({ t }) => t === name).length;
  }

  /** The numbers of all numbered events, in the order of their arrival. */
  get numbers(): number[] {
    return this.received.flatMap(({ n }) => (n === null ? [] : [n]));
  }

  /** Sends so many numbered events; where no session is there to take them, there are none. */
  emit(count: number): void {
    for (let sent = 0; sent < count; sent++) {
      if (this.simulated.simulator.emit(0, "NUMBERED", { n: this.#number + 1 }) > 0) this.#number++;
    }
  }

  /** Waits until every numbered event is there. */
  async all(): Promise<void> {
    await this.until(() => this.numbers.length >= this.#number);
  }

  /** Injects a fault between numbered events, and waits until the peer has come through it. */
  async through(fault: Fault, healed: () => boolean): Promise<void> {
    this.emit(5);
    this.simulated.simulator.inject(fault);
    this.emit(5);
    await this.until(healed);
    this.emit(5);
    await this.all();
  }

  /** Waits, with a look every few ms: what it waits for happens in the other process. */
  async until(done: () => boolean, patience: number = PATIENCE_MS): Promise<void> {
    const end = performance.now() + patience;
    while (!done()) {
      if (performance.now() > end)
        throw new Error(`Cannot wait longer for ${String(done)}: ${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.simulated[Symbol.asyncDispose]();
  }
}
