import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { discordMessage } from "../support/discord-message.js";
import { Example, simulatorForExample } from "../support/example.js";

test("embed.mjs prints who writes, in eight lines", async () => {
  const { simulator, address } = await simulatorForExample();
  await using _ = simulator;
  await using example = new Example("embed.mjs", address);
  await simulator.waitFor("started", 30_000);
  const message = discordMessage(simulator.guildIds(0)[0] ?? "", "hello");
  simulator.emit(0, "MESSAGE_CREATE", message);
  await example.printed(new RegExp(`^mira wrote ${Reflect.get(message, "id")}\n`));
  const source = await readFile(new URL("../../../examples/embed.mjs", import.meta.url), "utf8");
  const lines = source.split("\n").filter((line) => line !== "" && !line.startsWith("//"));
  assert.equal(lines.length, 8);
});

test("handlers/bot.mjs counts in the worker threads, and lets only interactions through", async () => {
  const { simulator, address } = await simulatorForExample({ shards: 2, maxConcurrency: 2 });
  await using _ = simulator;
  await using example = new Example("handlers/bot.mjs", address);
  await example.printed(/"READY":2,"GUILD_CREATE":4/);
  for (const shard of [0, 1]) {
    for (let n = 0; n < 10; n++) simulator.emit(shard, "TYPING_START", { n });
  }
  simulator.emit(1, "INTERACTION_CREATE", { id: "42" });
  await example.printed(/interaction 42 came through/);
  await example.printed(/"TYPING_START":20/);
  assert.equal(await example.stop(), 0);
  assert.deepEqual(simulator.violations, []);
});

test("discordjs.mjs is ready, and hears messages", async () => {
  const { simulator, address } = await simulatorForExample({ shards: 2, maxConcurrency: 2 });
  await using _ = simulator;
  await using example = new Example("discordjs.mjs", address);
  await example.printed(/^simulated is in 4 guilds\n/);
  const guildId = simulator.guildIds(1)[0] ?? "";
  simulator.emit(1, "MESSAGE_CREATE", discordMessage(guildId, "hello"));
  await example.printed(/mira wrote in Guild \d/);
  assert.equal(await example.stop(), 0);
  assert.equal(simulator.counters.open, 0);
});
