// @discordeno/gateway, without its conversion of keys to camel case: that is its faster way.

import { createGatewayManager, TransportCompression } from "@discordeno/gateway";
import type { APIGatewayBotInfo } from "discord-api-types/v10";
import type { Start } from "./client.js";

export const discordeno: Start = async ({ token, shards, apiUrl }, seen) => {
  const response = await fetch(`${apiUrl}/gateway/bot`, {
    headers: { authorization: `Bot ${token}` },
  });
  const { url, session_start_limit } = (await response.json()) as APIGatewayBotInfo;
  const manager = createGatewayManager({
    token,
    intents: 0,
    url,
    totalShards: shards,
    preferSnakeCase: true,
    transportCompression: TransportCompression.zlib,
    resharding: { enabled: false, shardsFullPercentage: 80, checkInterval: -1 },
    connection: {
      url,
      shards,
      sessionStartLimit: {
        total: session_start_limit.total,
        remaining: session_start_limit.remaining,
        resetAfter: session_start_limit.reset_after,
        maxConcurrency: session_start_limit.max_concurrency,
      },
    },
    events: { message: ({ id }, { s, d }) => seen(id, s ?? 0, d) },
  });
  await manager.spawnShards();
};
