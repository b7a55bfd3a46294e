// discord.js with its own gateway and with the strategy: its user is told the same.

import assert from "node:assert/strict";
import { it } from "node:test";
import { DiscordBot, type Given } from "../support/discordjs.js";

/** What a bot is told of a shard that goes through this and that. */
async function history(gateway: Pick<Given, "gateway">): Promise<readonly string[]> {
  await using bot = await DiscordBot.start({ simulator: { shards: 1 }, ...gateway });
  const { simulator, told } = bot;
  const resumes: number[] = [];
  bot.client.on("shardResume", (_, replayed) => resumes.push(replayed));
  const resumed = bot.heard("shardResume");
  simulator.inject({ kind: "close", code: 4_000 });
  for (let n = 0; n < 5; n++) simulator.emit(0, "TYPING_START", {});
  await resumed;
  const again = bot.heard("shardResume");
  simulator.inject({ kind: "reconnect" });
  await again;
  const anew = bot.heard("shardReady");
  simulator.inject({ kind: "invalidSession", resumable: false });
  await anew;
  const failed = bot.heard("shardError");
  simulator.inject({ kind: "close", code: 4_014 });
  const [error, shard] = await failed;
  return [...told, ...resumes.map((count) => `replayed ${count}`), `${error.name} of ${shard}`];
}

it("a bot is told what it would be told without the strategy", async () => {
  const [own, ours] = await Promise.all([history({ gateway: "its own" }), history({})]);
  const common = [
    "ready 0",
    "reconnecting 0",
    "resume 0",
    "reconnecting 0",
    "resume 0",
    "reconnecting 0",
    "ready 0",
    "disconnect 0 4014",
    "replayed 6", // five events, and RESUMED, which discord.js counts as well
    "replayed 1",
  ];
  assert.deepEqual(own, [...common, "Error of 0"]);
  assert.deepEqual(ours, [...common, "GatewayError of 0"]);
});
