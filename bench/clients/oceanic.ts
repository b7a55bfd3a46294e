// oceanic.js as a gateway: its `packet` event, and none of the handlers that fill its cache with
// objects, but for READY's, which its shards need.

import { Client } from "oceanic.js";
import type { Start } from "./client.js";

const KEPT: ReadonlySet<string> = new Set(["READY", "RESUMED"]);

export const oceanic: Start = async ({ token, shards, apiUrl }, seen) => {
  const client = new Client({
    auth: `Bot ${token}`,
    rest: { baseURL: apiUrl },
    gateway: {
      intents: 0,
      maxShards: shards,
      guildCreateTimeout: 100,
      compress: "zlib-stream",
      compressLibrary: "zlib-sync",
    },
  });
  const { dispatcher } = client.shards;
  for (const name of dispatcher.events.keys()) {
    if (!KEPT.has(name)) dispatcher.unregister(name);
  }
  client.on("packet", (packet, shard) => seen(shard, packet.s ?? 0, packet.d));
  client.on("error", (error) => console.error(error));
  await client.connect();
};
