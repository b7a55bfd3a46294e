// A discord.js bot whose gateway runs in worker threads: the line with `buildStrategy` is all that
// is different.
//
//   DISCORD_TOKEN=… node examples/discordjs.mjs

import { Client, Events, GatewayIntentBits } from "discord.js";
import { WorkerStrategy } from "gateway-run/discordjs";

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
  shards: "auto",
  ws: { buildStrategy: (manager) => new WorkerStrategy(manager) },
  // Without its version, which discord.js adds; unset, it is Discord's own.
  rest: { api: process.env.DISCORD_API_URL?.replace(/\/v10$/, "") ?? "https://discord.com/api" },
});
client.once(Events.ClientReady, ({ user, guilds }) => {
  console.log(`${user.username} is in ${guilds.cache.size} guilds`);
});
client.on(Events.MessageCreate, ({ author, guild }) => {
  console.log(`${author.username} wrote in ${guild?.name ?? "private"}`);
});
client.on(Events.ShardError, (error) => console.error(error));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => client.destroy());
await client.login(process.env.DISCORD_TOKEN);
