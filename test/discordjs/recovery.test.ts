import assert from "node:assert/strict";
import { it } from "node:test";
import { discordMessage } from "../support/discord-message.js";
import { DiscordBot, type Given } from "../support/discordjs.js";
import { sabotage } from "../support/sabotage.js";

const SHARDS = 2;

/** A bot that is sent numbered messages, and all that it got of them. */
class Counting {
  readonly bot: DiscordBot;
  readonly got: string[] = [];
  #sent = 0;

  private constructor(bot: DiscordBot) {
    this.bot = bot;
    bot.client.on("messageCreate", ({ content }) => this.got.push(content));
  }

  static async start(given: Given = {}): Promise<Counting> {
    return new Counting(await DiscordBot.start(given));
  }

  /** Sends so many to each shard. */
  send(count: number): void {
    for (let n = 0; n < count; n++, this.#sent++) {
      for (let shard = 0; shard < SHARDS; shard++) {
        const message = discordMessage(this.bot.guildId(shard), `${shard} ${this.#sent}`);
        this.bot.simulator.emit(shard, "MESSAGE_CREATE", message);
      }
    }
  }

  /** Waits for all of them, and asserts that each shard's came in order and once. */
  async complete(): Promise<void> {
    const all = SHARDS * this.#sent;
    if (this.got.length < all) await this.bot.heard("messageCreate", () => this.got.length >= all);
    for (let shard = 0; shard < SHARDS; shard++) {
      const mine = this.got.filter((content) => content.startsWith(`${shard} `));
      assert.deepEqual(
        mine,
        Array.from({ length: this.#sent }, (_, n) => `${shard} ${n}`),
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bot[Symbol.asyncDispose]();
  }
}

/** The events that told of a shard, without those of the start. */
function toldOf({ bot }: Counting, shard: number): readonly string[] {
  return bot.told.filter((line) => line.endsWith(` ${shard}`)).slice(1);
}

for (const how of ["throw", "exit"] as const) {
  it(`worker threads that die by ${how} lose nothing and cost no identify`, async () => {
    await using counting = await Counting.start();
    const { bot, got } = counting;
    const resumed = [0, 1].map((id) => bot.heard("shardResume", (shard) => shard === id));
    counting.send(200);
    sabotage({ how, whom: "all" });
    counting.send(200);
    await Promise.all(resumed);
    counting.send(10);
    await counting.complete();
    assert.equal(bot.simulator.counters.identifies, SHARDS);
    assert.deepEqual(toldOf(counting, 0), ["reconnecting 0", "resume 0"]);
    assert.deepEqual(toldOf(counting, 1), ["reconnecting 1", "resume 1"]);
    assert.ok(bot.debug.some((line) => line.includes("THREAD_DIED: Thread 0")));
    assert.equal(bot.client.isReady(), true);
    assert.equal(got.length, 820);
    assert.deepEqual(bot.simulator.violations, []);
  });
}

it("a lost socket is resumed, and told with the number of what was replayed", async () => {
  await using counting = await Counting.start();
  const { bot } = counting;
  counting.send(5);
  await counting.complete();
  const resumed = bot.heard("shardResume");
  bot.simulator.inject({ kind: "reset", shard: 1 });
  counting.send(5);
  const [shard, replayed] = await resumed;
  assert.equal(shard, 1);
  assert.equal(replayed, 6); // five messages, and RESUMED, which discord.js counts as well
  await counting.complete();
  assert.deepEqual(toldOf(counting, 1), ["reconnecting 1", "resume 1"]);
  assert.deepEqual(toldOf(counting, 0), []);
  assert.equal(bot.simulator.counters.identifies, SHARDS);
});

it("op 7 is resumed", async () => {
  await using counting = await Counting.start();
  const resumed = counting.bot.heard("shardResume");
  counting.send(5);
  counting.bot.simulator.inject({ kind: "reconnect", shard: 0 });
  counting.send(5);
  await resumed;
  await counting.complete();
  assert.equal(counting.bot.simulator.counters.identifies, SHARDS);
});

it("op 9 without a session brings a new one, and the guilds again", async () => {
  await using counting = await Counting.start();
  const { bot } = counting;
  counting.send(5);
  await counting.complete();
  const ready = bot.heard("shardReady");
  bot.simulator.inject({ kind: "invalidSession", resumable: false, shard: 0 });
  const [shard] = await ready;
  assert.equal(shard, 0);
  assert.deepEqual(toldOf(counting, 0), ["reconnecting 0", "ready 0"]);
  assert.equal(bot.simulator.counters.identifies, SHARDS + 1);
  assert.ok(bot.debug.some((line) => line.includes("Shard 0] Lost its session")));
  counting.send(5);
  await counting.complete();
});

it("what is sent while a shard is away goes out when it is back", async () => {
  await using counting = await Counting.start({ simulator: { members: 10 } });
  const { bot } = counting;
  const away = bot.heard("shardReconnecting");
  bot.simulator.inject({ kind: "reset", shard: 0 });
  await away;
  const members = await bot.client.guilds.cache.get(bot.guildId(0))?.members.fetch();
  assert.equal(members?.size, 10);
  assert.equal(bot.simulator.counters.identifies, SHARDS);
});
