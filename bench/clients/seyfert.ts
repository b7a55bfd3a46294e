// seyfert's ShardManager. It knows no zlib-stream, so it gets the same messages as text; and it
// knows only wss:// on port 443, so Node's agent for https is replaced by one that opens the
// measured gateway instead, without TLS. Nothing of seyfert itself is changed.

import https from "node:https";
import { connect, type Socket } from "node:net";
import { ShardManager } from "seyfert";
import type { Start } from "./client.js";

class LocalAgent extends https.Agent {
  readonly #port: number;

  constructor(port: number) {
    super();
    this.#port = port;
  }

  override createConnection(): Socket {
    return connect(this.#port, "127.0.0.1");
  }
}

export const seyfert: Start = async ({ token, shards, apiUrl, gatewayUrl }, seen) => {
  const answer = await fetch(`${apiUrl}/gateway/bot`, { headers: { authorization: token } });
  const info = (await answer.json()) as ConstructorParameters<typeof ShardManager>[0]["info"];
  https.globalAgent = new LocalAgent(Number(new URL(gatewayUrl).port));
  const manager = new ShardManager({
    token,
    intents: 0,
    info: { ...info, shards },
    totalShards: shards,
    handlePayload: (shard, { s, d }) => seen(shard, s, d),
    resharding: { interval: 0, percentage: 0, getInfo: async () => info },
  });
  await manager.spawnShards();
};
