// A discord.js bot on a simulator, its gateway run by the strategy, and what its user would see.

import type { EventEmitter } from "node:events";
import {
  Client,
  GatewayIntentBits,
  type ClientEvents,
  type ClientOptions,
  type WebSocketOptions,
} from "discord.js";
import { WorkerStrategy, type WorkerStrategyOptions } from "../../src/discordjs/index.js";
import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";

const { Guilds, GuildMembers, GuildMessages, GuildVoiceStates, MessageContent } = GatewayIntentBits;

/** How long a test waits for something to come, in ms. */
const PATIENCE_MS = 30_000;

/** A dispatch as `raw` brings it. */
export interface Packet {
  readonly t: string;
  readonly s: number;
  readonly op: number;
  readonly d: unknown;
}

/** The events of a client, and one that discord.js has no type for. */
export interface Events extends ClientEvents {
  raw: [packet: Packet, shard: number];
}

/** What may differ from bot to bot. */
export interface Given {
  readonly simulator?: SimulatorOptions;
  readonly strategy?: WorkerStrategyOptions;
  readonly client?: Partial<ClientOptions>;
  /** Leaves the strategy out. */
  readonly gateway?: "its own";
}

/** A bot; `await using` ends it. */
export class DiscordBot implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly client: Client;
  readonly token: string;
  readonly debug: string[] = [];
  /** The events of the client that tell of shards, as `name shard`. */
  readonly told: string[] = [];
  #strategies: WorkerStrategy[] = [];

  private constructor(
    simulator: Simulator,
    { apiUrl, token }: { readonly apiUrl: string; readonly token: string },
    { strategy = {}, client = {}, gateway }: Given,
  ) {
    const buildStrategy: WebSocketOptions["buildStrategy"] = (manager) => {
      const made = new WorkerStrategy(manager, { threads: 2, drain: 5, ...strategy });
      this.#strategies.push(made);
      return made;
    };
    this.simulator = simulator;
    this.token = token;
    this.client = new Client({
      intents: [Guilds, GuildMembers, GuildMessages, GuildVoiceStates, MessageContent],
      shards: "auto",
      rest: { api: apiUrl.replace(/\/v10$/, "") },
      ...client,
      ws: gateway === "its own" ? {} : { buildStrategy },
    });
    this.client.on("debug", (message) => this.debug.push(message));
    this.client.on("shardReady", (shard) => this.told.push(`ready ${shard}`));
    this.client.on("shardResume", (shard) => this.told.push(`resume ${shard}`));
    this.client.on("shardReconnecting", (shard) => this.told.push(`reconnecting ${shard}`));
    this.client.on("shardDisconnect", ({ code }, shard) => {
      this.told.push(`disconnect ${shard} ${code}`);
    });
  }

  /** A bot that has not logged in. */
  static async make(given: Given = {}): Promise<DiscordBot> {
    const simulator = new Simulator({
      shards: 2,
      guilds: 2,
      identifyWindow: 0,
      maxConcurrency: 16,
      keepSent: true,
      ringSize: 100_000,
      ...given.simulator,
    });
    return new DiscordBot(simulator, await simulator.start(), given);
  }

  /** A bot that is ready. */
  static async start(given: Given = {}): Promise<DiscordBot> {
    const bot = await DiscordBot.make(given);
    const ready = bot.heard("clientReady");
    await bot.client.login(bot.token);
    await ready;
    return bot;
  }

  get strategy(): WorkerStrategy {
    const [strategy] = this.#strategies;
    if (strategy === undefined) throw new Error("The bot has no strategy: it has not logged in");
    return strategy;
  }

  /** The guild of a shard. */
  guildId(shard: number): string {
    return this.simulator.guildIds(shard)[0] ?? "";
  }

  /** Settles with the arguments of the next such event that makes this true. */
  heard<Name extends keyof Events>(
    name: Name,
    test: (...args: Events[Name]) => boolean = () => true,
  ): Promise<Events[Name]> {
    const emitter: EventEmitter = this.client; // to which `raw` is a name as any other
    return new Promise((resolve, reject) => {
      const late = new Error(`Cannot wait longer for ${name}: ${this.debug.slice(-20).join("\n")}`);
      const timer = setTimeout(() => reject(late), PATIENCE_MS);
      const check = (...args: Events[Name]): void => {
        if (!test(...args)) return;
        clearTimeout(timer);
        emitter.off(name, check);
        resolve(args);
      };
      emitter.on(name, check);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.destroy();
    await this.simulator.close();
  }
}
