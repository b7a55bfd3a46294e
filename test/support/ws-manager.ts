// A WebSocketManager of @discordjs/ws 2 on a simulator, its shards run by the strategy.

import { REST } from "@discordjs/rest";
import {
  WebSocketManager,
  WebSocketShardEvents,
  type CreateWebSocketManagerOptions,
} from "@discordjs/ws";
import { GatewayIntentBits, type GatewayDispatchPayload } from "discord-api-types/v10";
import { WorkerStrategy, type WorkerStrategyOptions } from "../../src/discordjs/index.js";
import { Simulator, type Address, type SimulatorOptions } from "../../src/simulator/index.js";

type Options = Partial<CreateWebSocketManagerOptions>;

/** A manager and what it told; `await using` destroys it. */
export class Managed implements AsyncDisposable {
  readonly manager: WebSocketManager;
  readonly dispatches: (readonly [payload: GatewayDispatchPayload, shard: number])[] = [];
  /** Every other event, as `name` and its arguments, without debug lines. */
  readonly told: (readonly [name: string, ...args: unknown[]])[] = [];
  readonly debug: string[] = [];
  #strategy: WorkerStrategy<WebSocketManager> | null = null;

  constructor({ apiUrl, token }: Address, options: Options = {}, own: WorkerStrategyOptions = {}) {
    const rest = new REST({ api: apiUrl.replace(/\/v10$/, ""), version: "10" }).setToken(token);
    this.manager = new WebSocketManager({
      token,
      intents: GatewayIntentBits.Guilds,
      rest,
      buildStrategy: (manager) => {
        this.#strategy = new WorkerStrategy(manager, { threads: 2, drain: 5, ...own });
        return this.#strategy;
      },
      ...options,
    });
    this.#listen();
  }

  #listen(): void {
    const { Dispatch, Debug, Closed, Error, Hello, Ready, Resumed, SocketError } =
      WebSocketShardEvents;
    this.manager.on(Dispatch, (payload, shard) => void this.dispatches.push([payload, shard]));
    this.manager.on(Debug, (line) => void this.debug.push(line));
    for (const name of [Closed, Error, Hello, Ready, Resumed, SocketError] as const) {
      this.manager.on(name, (...args: unknown[]) => void this.told.push([name, ...args]));
    }
  }

  get strategy(): WorkerStrategy<WebSocketManager> {
    if (this.#strategy === null) throw new TypeError("Cannot have a strategy before the manager");
    return this.#strategy;
  }

  /** The names of what was told of a shard. */
  toldOf(shard: number): readonly string[] {
    return this.told.flatMap(([name, ...args]) => (args.at(-1) === shard ? [name] : []));
  }

  /** Settles when this is true, now or after an event of the coordinator. */
  async until(test: () => boolean): Promise<void> {
    if (test()) return;
    await new Promise<void>((resolve) => {
      const { coordinator } = this.strategy;
      const check = (): void => {
        if (!test()) return;
        coordinator?.off("dispatch", check);
        coordinator?.off("shard", check);
        resolve();
      };
      coordinator?.on("dispatch", check);
      coordinator?.on("shard", check);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.manager.destroy();
  }
}

/** A simulator with two shards. */
export async function simulatorFor(
  options: SimulatorOptions = {},
): Promise<{ readonly simulator: Simulator; readonly address: Address }> {
  const simulator = new Simulator({
    shards: 2,
    guilds: 2,
    identifyWindow: 0,
    maxConcurrency: 16,
    keepSent: true,
    ringSize: 100_000,
    ...options,
  });
  return { simulator, address: await simulator.start() };
}
