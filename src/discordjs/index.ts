/// <reference types="node" preserve="true" />
// `gateway-run/discordjs`: a discord.js bot's gateway, off its main thread.

export type { WorkerStrategyOptions } from "./coordinator-options.js";
export type { ShardManager } from "./manager.js";
export { WorkerStrategy, type DestroyOptions } from "./worker-strategy.js";
