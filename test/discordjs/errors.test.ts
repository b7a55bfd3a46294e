import assert from "node:assert/strict";
import { it } from "node:test";
import { Client } from "discord.js";
import { GatewayError } from "../../src/index.js";
import { WorkerStrategy } from "../../src/discordjs/index.js";
import { discordMessage } from "../support/discord-message.js";
import { DiscordBot } from "../support/discordjs.js";

it("intents that Discord refuses reject login(), and are a `shardError` before", async () => {
  await using bot = await DiscordBot.make();
  const errors: Error[] = [];
  bot.client.on("shardError", (error) => errors.push(error));
  bot.simulator.inject({ kind: "closeInsteadOfReady", code: 4014, shard: 1 });
  const refused = await bot.client.login(bot.token).catch((error: unknown) => error);
  assert.ok(refused instanceof GatewayError);
  assert.equal(refused.code, "SETTINGS_REFUSED");
  assert.equal(refused.closeCode, 4014);
  assert.match(refused.message, /switch on the privileged intents/);
  assert.deepEqual(errors, [refused]);
  assert.ok(bot.told.includes("disconnect 1 4014"));
  assert.equal(bot.simulator.counters.open, 0);
});

it("a fatal close later on disconnects every shard, once, and is a `shardError`", async () => {
  await using bot = await DiscordBot.start();
  const [first, second] = [0, 1].map((id) => {
    return bot.heard("shardDisconnect", (_, shard) => shard === id);
  });
  const failed = bot.heard("shardError");
  bot.simulator.inject({ kind: "close", code: 4004, shard: 0 });
  const [error, shard] = await failed;
  await Promise.all([first, second]);
  assert.equal(shard, 0);
  assert.ok(error instanceof GatewayError && error.code === "TOKEN_REFUSED");
  assert.deepEqual(bot.told.slice(2).toSorted(), ["disconnect 0 4004", "disconnect 1 4004"]);
});

it("a start that its budget does not allow rejects login(), and is no shard's error", async () => {
  await using bot = await DiscordBot.make({ simulator: { remaining: 3 } });
  const errors: Error[] = [];
  bot.client.on("shardError", (error) => errors.push(error));
  await assert.rejects(bot.client.login(bot.token), { code: "BUDGET_EXHAUSTED" });
  assert.deepEqual(errors, []);
  assert.equal(bot.simulator.counters.connections, 0);
});

it("a token that the API refuses is discord.js' own error", async () => {
  await using bot = await DiscordBot.make();
  await assert.rejects(bot.client.login("wrong"), { code: "TokenInvalid" });
});

it("what a listener throws is an unhandled rejection, as without the strategy", async (t) => {
  await using bot = await DiscordBot.start();
  const thrown = new Error("oops");
  const rejected = new Promise((resolve) => {
    const [usual] = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.once("unhandledRejection", resolve);
    t.after(() => usual && process.on("unhandledRejection", usual));
  });
  bot.client.once("messageCreate", () => {
    throw thrown;
  });
  bot.simulator.emit(0, "MESSAGE_CREATE", discordMessage(bot.guildId(0), "hello"));
  assert.equal(await rejected, thrown);
});

it("`sessions` are refused for discord.js, whose caches begin empty", async () => {
  await using bot = await DiscordBot.make({ strategy: { sessions: "/tmp/sessions.json" } });
  await assert.rejects(bot.client.login(bot.token), {
    name: "TypeError",
    message: /^Cannot keep 'sessions' for discord.js/,
  });
});

it("a wrong option of the strategy rejects login()", async () => {
  await using bot = await DiscordBot.make({ strategy: { threads: 0 } });
  await assert.rejects(bot.client.login(bot.token), {
    name: "RangeError",
    message:
      "Cannot start a coordinator as 'threads' must be \"auto\" or a positive integer: received 0",
  });
});

it("another version of the gateway is refused", async () => {
  await using bot = await DiscordBot.make();
  const client = new Client({
    intents: [],
    rest: bot.client.options.rest ?? {},
    ws: { version: 9, buildStrategy: (manager) => new WorkerStrategy(manager) },
  });
  await assert.rejects(client.login(bot.token), {
    name: "RangeError",
    message: "Cannot connect as 'version' must be 10: received 9",
  });
});

it("an op 3 that is too large is told, and ends nothing", async () => {
  await using bot = await DiscordBot.start();
  const told = bot.heard("debug", (text) => text.includes("Op 3 was not sent"));
  bot.client.user?.setPresence({ activities: [{ name: "x".repeat(5_000) }] });
  const [line] = await told;
  assert.match(line, /Discord takes at most 4096/);
  assert.equal(bot.client.isReady(), true);
});
