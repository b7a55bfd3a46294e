// A bot's gateway in eight lines: every message of its guilds, read off the main thread.
//
//   DISCORD_TOKEN=… node examples/embed.mjs

import { Coordinator } from "gateway-run";
const gateway = new Coordinator({
  token: process.env.DISCORD_TOKEN,
  apiUrl: process.env.DISCORD_API_URL, // unset, it is Discord's own
  intents: ["Guilds", "GuildMessages"],
});
gateway.on("MESSAGE_CREATE", ({ id, author }) => console.log(`${author.username} wrote ${id}`));
await gateway.start(); // every shard is ready
