import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeTime } from "../support/fake-time.js";
import { Bot, StrictDiscord } from "../support/simulated-day.js";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Of 1,000 identifies a day, for 16 shards. */
const RESERVE = 16;

for (const stale of [false, true]) {
  const figure = stale ? "a figure of Discord's that is always old" : "Discord's figure";

  test(`a bot that crashes and is started again every 5 s for a day keeps the reserve, with ${figure}`, async (t) => {
    const time = fakeTime(t, 1_000);
    const discord = new StrictDiscord(1, stale);
    const bot = new Bot(discord, time);
    for (let passed = 0; passed < DAY_MS; passed += 5_000) await bot.live(5_000);
    assert.equal(discord.lowest, discord.total - discord.identifies);
    // A start is all or nothing: with fewer than its 16 shards need it identifies none.
    assert.ok(discord.lowest >= RESERVE && discord.lowest < 2 * RESERVE, `${discord.lowest}`);
    const codes = new Set(bot.said.map(({ code }) => code));
    assert.deepEqual([...codes], ["BUDGET_LOW", "BUDGET_EXHAUSTED"], "it says why");
    assert.ok(Math.abs((bot.said.at(-1)?.until ?? 0) - DAY_MS) < 10_000, "and until when");
    const { identifies } = discord;
    for (let life = 0; life < 3; life++) await bot.live(5_000);
    assert.ok(discord.identifies > identifies, "the next day goes on");
  });
}

test("with 16 lanes a crash loop breaks no window, and keeps the reserve", async (t) => {
  const time = fakeTime(t, 50);
  const discord = new StrictDiscord(16, false);
  const bot = new Bot(discord, time);
  for (let life = 0; life < 720; life++) await bot.live(300 + ((life * 977) % 7_000));
  assert.equal(discord.lowest, discord.total - discord.identifies);
  assert.ok(discord.lowest >= RESERVE && discord.lowest < 2 * RESERVE, `${discord.lowest}`);
});

test("a network that flaps for two days within one life keeps the reserve", async (t) => {
  const time = fakeTime(t, 1_000);
  const discord = new StrictDiscord(4, false);
  const bot = new Bot(discord, time);
  let turn = 0;
  await bot.live(2 * DAY_MS + MINUTE_MS, () => (++turn % 3 === 0 ? "release" : "identify"));
  assert.equal(discord.lowest, RESERVE);
  assert.ok(discord.identifies <= 3 * (discord.total - RESERVE));
  assert.deepEqual(
    bot.said.map(({ code }) => code),
    ["BUDGET_LOW", "BUDGET_EXHAUSTED", "BUDGET_LOW", "BUDGET_EXHAUSTED", "BUDGET_LOW"].slice(
      0,
      bot.said.length,
    ),
    "each once a day",
  );
});

test("leases that are given back cost nothing at the next start", async (t) => {
  const time = fakeTime(t, 1_000);
  const discord = new StrictDiscord(4, true);
  const bot = new Bot(discord, time);
  let turn = 0;
  await bot.live(MINUTE_MS, () => (++turn % 2 === 0 ? "release" : "identify"));
  await bot.live(10 * MINUTE_MS, () => "identify");
  assert.deepEqual(bot.said, []);
});
