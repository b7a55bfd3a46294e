// @discordjs/ws, with its faster inflater (zlib-sync), in process or by its worker strategy.

import { availableParallelism } from "node:os";
import { REST } from "@discordjs/rest";
import {
  CompressionMethod,
  WebSocketManager,
  WebSocketShardEvents,
  WorkerShardingStrategy,
} from "@discordjs/ws";
import type { Start } from "./client.js";

/** A start by this strategy; with `workers` the shards are shared out over one a core. */
export function discordjs(strategy: "in process" | "workers"): Start {
  return async ({ token, shards, apiUrl }, seen) => {
    const rest = new REST({ api: apiUrl.replace(/\/v10$/, ""), version: "10" }).setToken(token);
    const shardsPerWorker = Math.ceil(shards / availableParallelism());
    const manager = new WebSocketManager({
      token,
      intents: 0,
      rest,
      shardCount: shards,
      compression: CompressionMethod.ZlibSync,
      ...(strategy === "workers" && {
        buildStrategy: (of: WebSocketManager) =>
          new WorkerShardingStrategy(of, { shardsPerWorker }),
      }),
    });
    manager.on(WebSocketShardEvents.Dispatch, ({ s, d }, shard) => seen(shard, s, d));
    manager.on(WebSocketShardEvents.Error, (error) => console.error(error));
    await manager.connect();
  };
}
