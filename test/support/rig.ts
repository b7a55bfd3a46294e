// A coordinator on a simulator, and everything that its user gets, ready to be compared with what
// the simulator sent.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Coordinator,
  type CoordinatorOptions,
  type Dispatch,
  type IdentifyQueue,
  type SessionLostEvent,
  type ShardEvent,
  type Status,
} from "../../src/index.js";
import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";

/** One dispatch as the user got it. */
export interface Got {
  readonly seq: number;
  readonly name: string;
  readonly replayed: boolean;
}

/** A change of a shard's state. */
export interface Change extends ShardEvent {
  /** By `performance.now`, in ms. */
  readonly at: number;
}

/** Gives every shard a permit at once, for simulators without windows. */
export const FREE_QUEUE: IdentifyQueue = {
  lease: () => Promise.resolve({ sent: () => {}, release: () => {} }),
};

/** A rig; `await using` closes both ends. */
export class Rig implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly gateway: Coordinator;
  /** What came, by session. */
  readonly got: Map<string, Got[]> = new Map();
  readonly warnings: Error[] = [];
  readonly errors: Error[] = [];
  readonly lost: SessionLostEvent[] = [];
  readonly changes: Change[] = [];

  constructor(simulator: Simulator, gateway: Coordinator) {
    this.simulator = simulator;
    this.gateway = gateway;
    gateway.on("dispatch", (dispatch) => this.#take(dispatch));
    gateway.on("warning", (error) => this.warnings.push(error));
    gateway.on("error", (error) => this.errors.push(error));
    gateway.on("sessionLost", (event) => this.lost.push(event));
    gateway.on("shard", (event) => this.changes.push({ ...event, at: performance.now() }));
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
    const before = this.times(id, state);
    await this.until(() => this.times(id, state) > before);
  }

  /** Settles when the shards' changes so far, or a later one, make this true. */
  async until(test: () => boolean): Promise<void> {
    await this.#heard("shard", test);
  }

  /** Settles when the status, asked for again and again, makes this true. */
  async statusUntil(test: (status: Status) => boolean): Promise<void> {
    while (!test(this.gateway.status())) await sleep(5);
  }

  /** How often a shard came to this state. */
  times(id: number, state: string): number {
    return this.changes.filter((change) => change.id === id && change.state === state).length;
  }

  /** The states that a shard has come to, in order. */
  states(id: number): string[] {
    return this.changes.filter((change) => change.id === id).map(({ state }) => state);
  }

  /** A shard's last change to this state. */
  last(id: number, state: string): Change | undefined {
    return this.changes.findLast((change) => change.id === id && change.state === state);
  }

  /** How often shards came to this state, all together. */
  reached(state: string): number {
    return this.changes.filter((change) => change.state === state).length;
  }

  /** Settles when so many more dispatches have come. */
  async more(count: number): Promise<void> {
    const want = this.count + count;
    await this.#heard("dispatch", () => this.count >= want);
  }

  /**
   * Waits until all that was sent has come, then asserts that each session's dispatches came in
   * order, each once. The simulator must keep what it sends.
   *
   * @param names - those that cross; default: all.
   */
  async complete(names: ReadonlySet<string> | null = null): Promise<void> {
    const sessions = [...this.simulator.sessions, ...this.simulator.endedSessions];
    for (const { id, end } of sessions) {
      if (end !== null) continue;
      const count = this.#sent(id, names).length;
      await this.#heard("dispatch", () => (this.got.get(id) ?? []).length >= count);
      const got = (this.got.get(id) ?? []).map(({ seq }) => seq);
      assert.deepEqual(got, this.#sent(id, names).slice(0, got.length), `session ${id}`);
    }
  }

  /** The seqs that were sent in a session so far. */
  #sent(id: string, names: ReadonlySet<string> | null): number[] {
    const sessions = [...this.simulator.sessions, ...this.simulator.endedSessions];
    const sent = sessions.find((session) => session.id === id)?.sent ?? [];
    return sent.filter(({ t }) => names === null || names.has(t)).map(({ s }) => s);
  }

  /** Settles when this is true, now or after such an event; an `error` does not end it as `once`. */
  async #heard(name: "dispatch" | "shard", test: () => boolean): Promise<void> {
    if (test()) return;
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!test()) return;
        this.gateway.off(name, check);
        resolve();
      };
      this.gateway.on(name, check);
    });
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
  const { apiUrl, token } = await simulator.start();
  const gateway = new Coordinator({ token, apiUrl, drain: 5, ...options });
  return new Rig(simulator, gateway);
}
