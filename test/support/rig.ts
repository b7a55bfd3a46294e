// A coordinator on a simulator, and everything that its user gets, ready to be compared with what
// the simulator sent.

import assert from "node:assert/strict";
import {
  Coordinator,
  type CoordinatorOptions,
  type Dispatch,
  type ShardEvent,
} from "../../src/index.js";
import { Simulator, type Address, type SimulatorOptions } from "../../src/simulator/index.js";

/** One dispatch as the user got it. */
export interface Got {
  readonly seq: number;
  readonly name: string;
  readonly replayed: boolean;
}

/** A rig; `await using` closes both ends. */
export class Rig implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly gateway: Coordinator;
  readonly #address: Address;
  /** What came, by session. */
  readonly got: Map<string, Got[]> = new Map();
  readonly warnings: Error[] = [];
  readonly errors: Error[] = [];

  constructor(simulator: Simulator, address: Address, options: Partial<CoordinatorOptions>) {
    const { apiUrl, token } = address;
    const gateway = new Coordinator({ token, apiUrl, drain: 5, ...options });
    this.simulator = simulator;
    this.#address = address;
    this.gateway = gateway;
    gateway.on("dispatch", (dispatch) => this.#take(dispatch));
    gateway.on("warning", (error) => this.warnings.push(error));
    gateway.on("error", (error) => this.errors.push(error));
  }

  /** Another coordinator on the same simulator. */
  another(options: Partial<CoordinatorOptions> = {}): Rig {
    return new Rig(this.simulator, this.#address, options);
  }

  #take({ session, seq, name, replayed }: Dispatch): void {
    const list = this.got.get(session) ?? [];
    this.got.set(session, list);
    list.push({ seq, name, replayed });
  }

  /** How many dispatches came. */
  get count(): number {
    return [...this.got.values()].reduce((sum, list) => sum + list.length, 0);
  }

  /** Settles when the shard's next change to this state comes. */
  async shard(id: number, state: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const check = (event: ShardEvent): void => {
        if (event.id !== id || event.state !== state) return;
        this.gateway.off("shard", check);
        resolve();
      };
      this.gateway.on("shard", check);
    });
  }

  /** Settles when so many more dispatches have come. */
  async more(count: number): Promise<void> {
    const want = this.count + count;
    await this.#until(() => this.count >= want);
  }

  /** Unlike `once`, an `error` in between does not end it. */
  async #until(done: () => boolean): Promise<void> {
    if (done()) return;
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!done()) return;
        this.gateway.off("dispatch", check);
        resolve();
      };
      this.gateway.on("dispatch", check);
    });
  }

  /**
   * Waits until all that was sent has come, then asserts that each session's dispatches came in
   * order, each once. The simulator must be quiet and keep what it sends.
   *
   * @param names - those that cross; default: all.
   */
  async complete(names: ReadonlySet<string> | null = null): Promise<void> {
    const sessions = [...this.simulator.sessions, ...this.simulator.endedSessions];
    for (const { id, sent, end } of sessions) {
      if (end !== null) continue;
      const want = sent.filter(({ t }) => names === null || names.has(t)).map(({ s }) => s);
      await this.#until(() => (this.got.get(id) ?? []).length >= want.length);
      assert.deepEqual(
        (this.got.get(id) ?? []).map(({ seq }) => seq),
        want,
        `session ${id}`,
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.close();
    await this.simulator.close();
  }
}

/** Starts a simulator that keeps what it sends, and makes a coordinator for it. */
export async function rig(
  simulated: SimulatorOptions = {},
  options: Partial<CoordinatorOptions> = {},
): Promise<Rig> {
  const simulator = new Simulator({
    identifyWindow: 0,
    maxConcurrency: 64,
    keepSent: true,
    guilds: 3,
    ...simulated,
  });
  return new Rig(simulator, await simulator.start(), options);
}
