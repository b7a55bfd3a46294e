import assert from "node:assert/strict";
import { it } from "node:test";
import { ActivityType, GatewayOpcodes } from "discord.js";
import { discordMessage } from "../support/discord-message.js";
import { isPlain } from "../support/plain.js";
import { DiscordBot, type Packet } from "../support/discordjs.js";

it("a discord.js client logs in and has its guilds and channels", async () => {
  await using bot = await DiscordBot.start();
  const { client, simulator } = bot;
  assert.equal(client.isReady(), true);
  assert.equal(client.user?.username, "simulated");
  const guildIds = [...simulator.guildIds(0), ...simulator.guildIds(1)];
  assert.deepEqual(new Set(client.guilds.cache.keys()), new Set(guildIds));
  for (const guild of client.guilds.cache.values()) {
    assert.equal(guild.available, true);
    assert.equal(guild.channels.cache.size, 25);
    assert.ok(simulator.guildIds(guild.shardId).includes(guild.id));
  }
  assert.equal(client.ws.shards.size, 2);
  assert.deepEqual(bot.told.toSorted(), ["ready 0", "ready 1"]);
  assert.deepEqual(simulator.violations, []);
});

it("messages come as `messageCreate`, in order and each once", async () => {
  await using bot = await DiscordBot.start();
  const got: string[] = [];
  bot.client.on("messageCreate", (message) => got.push(message.content));
  const last = bot.heard("messageCreate", ({ content }) => content === "message 99");
  const sent = Array.from({ length: 100 }, (_, n) => `message ${n}`);
  for (const content of sent) {
    bot.simulator.emit(1, "MESSAGE_CREATE", discordMessage(bot.guildId(1), content));
  }
  const [message] = await last;
  assert.deepEqual(got, sent);
  assert.equal(message.guild?.id, bot.guildId(1));
  assert.equal(message.inGuild() && message.channel.name, "channel-0");
  assert.equal(message.member?.displayName, "mira");
});

it("what discord.js gets it may change, and it does", async () => {
  await using bot = await DiscordBot.make();
  const strange: Packet[] = [];
  bot.client.on("raw", (packet: Packet) => {
    if (!isPlain(packet.d)) strange.push(packet);
  });
  await bot.client.login(bot.token);
  bot.simulator.emit(0, "MESSAGE_CREATE", discordMessage(bot.guildId(0), "hello"));
  await bot.heard("messageCreate");
  assert.deepEqual(strange, []);
});

it("a presence goes out with the identify, and later on every shard", async () => {
  const activities = [{ name: "first", type: ActivityType.Playing }];
  await using bot = await DiscordBot.start({ client: { presence: { activities, status: "dnd" } } });
  const { client, simulator } = bot;
  assert.deepEqual(
    simulator.identifyLog.map(({ presence }) => Reflect.get(Object(presence), "status")),
    ["dnd", "dnd"],
  );
  client.user?.setPresence({ activities: [{ name: "second" }], status: "idle" });
  await simulator.waitFor(() => simulator.commands.length === 2);
  for (const { op, d } of simulator.commands) {
    assert.equal(op, GatewayOpcodes.PresenceUpdate);
    assert.equal(Reflect.get(Object(d), "status"), "idle");
  }
  const again = bot.heard("shardReady", (shard) => shard === 0);
  simulator.inject({ kind: "invalidSession", resumable: false, shard: 0 });
  await again;
  assert.equal(Reflect.get(Object(simulator.identifyLog.at(-1)?.presence), "status"), "idle");
});

it("guild.members.fetch() gives all members, and some by their ids", async () => {
  await using bot = await DiscordBot.start({ simulator: { members: 2_500, chunkSize: 1_000 } });
  const guild = bot.client.guilds.cache.get(bot.guildId(1));
  const all = await guild?.members.fetch();
  assert.equal(all?.size, 2_500);
  const [one, two] = [...(all?.keys() ?? [])];
  const some = await guild?.members.fetch({ user: [one ?? "", two ?? ""] });
  assert.deepEqual(new Set(some?.keys()), new Set([one, two]));
  const ops = bot.simulator.commands.map(({ op, shard }) => [op, shard]);
  assert.deepEqual(ops, [
    [GatewayOpcodes.RequestGuildMembers, 1],
    [GatewayOpcodes.RequestGuildMembers, 1],
  ]);
});

it("a voice adapter sends, and gets its server and its state", async () => {
  await using bot = await DiscordBot.start();
  const guildId = bot.guildId(0);
  const guild = bot.client.guilds.cache.get(guildId);
  const channel_id = `${guildId.slice(0, -6)}100004`;
  const told = new Promise<readonly unknown[]>((resolve) => {
    const got: unknown[] = [];
    const take = (data: object): void => {
      if (got.push(data) === 2) resolve(got);
    };
    const adapter = guild?.voiceAdapterCreator({
      onVoiceServerUpdate: take,
      onVoiceStateUpdate: take,
      destroy: () => undefined,
    });
    const d = { guild_id: guildId, channel_id, self_deaf: true, self_mute: false };
    assert.equal(adapter?.sendPayload({ op: GatewayOpcodes.VoiceStateUpdate, d }), true);
  });
  const [state, server] = await told;
  assert.equal(Reflect.get(Object(state), "channel_id"), channel_id);
  assert.equal(Reflect.get(Object(server), "guild_id"), guildId);
  assert.equal(guild?.members.me?.voice.channelId, channel_id);
});

it("`ping` is the latency of heartbeats", async () => {
  await using bot = await DiscordBot.start({ simulator: { heartbeatInterval: 300 } });
  const beats = [0, 1].map((id) => {
    return bot.heard("debug", (text) => text.includes(`Shard ${id}] Heartbeat acknowledged`));
  });
  await Promise.all(beats);
  assert.ok(bot.client.ws.ping >= 0);
  for (const { lastPingTimestamp } of bot.client.ws.shards.values()) {
    assert.ok(lastPingTimestamp > 0 && lastPingTimestamp <= Date.now());
  }
});

it("what the strategy filters does not cross, but for READY and RESUMED", async () => {
  await using bot = await DiscordBot.start({
    strategy: { events: ["GUILD_CREATE", "INVITE_CREATE"] },
  });
  const names = new Set<string>();
  bot.client.on("raw", ({ t }: { readonly t: string }) => names.add(t));
  const resumed = bot.heard("shardResume");
  bot.simulator.inject({ kind: "burst", count: 500 });
  bot.simulator.inject({ kind: "reconnect", shard: 0 });
  await resumed;
  for (const name of names) assert.ok(["RESUMED", "INVITE_CREATE"].includes(name), name);
  assert.equal(bot.simulator.counters.identifies, 2);
});
