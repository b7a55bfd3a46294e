// A discord.js bot, with its own gateway or with ours. `raw` tells of each dispatch before the bot
// does anything about it; what costs is what it does then, down to the listener for messages.

import { Client, Options, type Message, type WebSocketOptions } from "discord.js";
import { WorkerStrategy } from "../../src/discordjs/index.js";
import type { Start } from "./client.js";

/** What was heard last: that it is kept is what makes reading it necessary. */
export const heard: { message: Message | null; count: number } = { message: null, count: 0 };

const BY_OURS: WebSocketOptions = {
  buildStrategy: (manager) => new WorkerStrategy(manager, { compress: "zlib" }),
};

interface Packet {
  readonly s: number;
  readonly d: unknown;
}

/** A start by this gateway. */
export function discordJsBot(gateway: "its own" | "ours"): Start {
  return async ({ token, shards, apiUrl }, seen) => {
    const client = new Client({
      intents: [],
      shardCount: shards,
      shards: Array.from({ length: shards }, (_, id) => id),
      rest: { api: apiUrl.replace(/\/v10$/, "") },
      makeCache: Options.cacheWithLimits({
        ...Options.DefaultMakeCacheSettings,
        MessageManager: 0,
      }),
      ws: gateway === "its own" ? {} : BY_OURS,
    });
    client.on("raw", ({ s, d }: Packet, shard: number) => seen(shard, s, d));
    client.on("messageCreate", (message) => {
      heard.message = message;
      heard.count++;
    });
    client.on("shardError", (error) => console.error(error));
    await client.login(token);
  };
}
