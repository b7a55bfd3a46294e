// @discordeno/gateway as it comes; what it is given as connection is what the API answers.

import { createGatewayManager } from "@discordeno/gateway";
import type { APIGatewayBotInfo } from "discord-api-types/v10";
import { tell, told } from "./told.js";

const { apiUrl, token } = told();
const headers = { authorization: `Bot ${token}`, "user-agent": "DiscordBot (discordeno, 21)" };
const response = await fetch(`${apiUrl}/gateway/bot`, { headers });
const { url, shards, session_start_limit } = (await response.json()) as APIGatewayBotInfo;
const manager = createGatewayManager({
  token,
  intents: 1,
  url,
  totalShards: shards,
  preferSnakeCase: true,
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
  events: { message: (_, { t, d }) => tell(t, d) },
});
await manager.spawnShards();
