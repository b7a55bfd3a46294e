// A bot of slash commands alone: it asks for no intents, and of what Discord sends all the same
// only INTERACTION_CREATE comes to this thread. Answers go over the REST API.
//
//   DISCORD_TOKEN=… node examples/slash-commands.mjs

import { Coordinator } from "gateway-run";

const API = process.env.DISCORD_API_URL ?? "https://discord.com/api/v10";
const USER_AGENT = "DiscordBot (https://example.org, 1.0)";

// https://discord.com/developers/docs/interactions/receiving-and-responding
const APPLICATION_COMMAND = 2;
const CHANNEL_MESSAGE = 4;

const COMMANDS = new Map([
  ["ping", () => "pong"],
  ["shard", (_, { shard }) => `This is shard ${shard}.`],
]);

/** Answers within the 3 s that Discord waits. */
async function answer(interaction, dispatch) {
  if (interaction.type !== APPLICATION_COMMAND) return;
  const command = COMMANDS.get(interaction.data.name) ?? (() => "I do not know that command.");
  const path = `/interactions/${interaction.id}/${interaction.token}/callback`;
  const data = { content: command(interaction, dispatch) };
  const response = await fetch(API + path, {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": USER_AGENT },
    body: JSON.stringify({ type: CHANNEL_MESSAGE, data }),
    signal: AbortSignal.timeout(3_000),
  });
  if (!response.ok) console.error(`not answered: ${response.status} ${await response.text()}`);
}

const gateway = new Coordinator({
  token: process.env.DISCORD_TOKEN,
  apiUrl: API,
  intents: [],
  events: ["INTERACTION_CREATE"],
});
gateway.on("INTERACTION_CREATE", answer);
gateway.on("error", (error) => console.error(error)); // what `answer` rejects with, too
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => gateway.close());
await gateway.start();
