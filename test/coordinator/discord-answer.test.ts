import assert from "node:assert/strict";
import { test } from "node:test";
import { askDiscord, askOn, type DiscordAnswer } from "../../src/coordinator/discord-answer.js";
import { settingsOf } from "../../src/coordinator/settings.js";
import { startingQueue } from "../../src/coordinator/starting-queue.js";
import type { CoordinatorOptions, GatewayError, Stored } from "../../src/index.js";
import { Simulated } from "../support/simulated.js";

const NEVER = new AbortController().signal;

function stored(...shards: number[]): Stored {
  const url = "wss://gateway-1.discord.gg";
  return {
    sessions: shards.map((shard) => ({ shard, total: 4, id: `s${shard}`, seq: 1, url })),
    identifies: [],
    since: 0,
    rejected: null,
  };
}

/** Asks a Discord that answers with 503, for a moment. */
async function asked(
  before: Stored,
  options: Partial<CoordinatorOptions> = {},
): Promise<{ answer: DiscordAnswer; warnings: readonly GatewayError[] }> {
  await using here = await Simulated.start();
  here.simulator.inject({ kind: "http", status: 503, times: 1_000 });
  const { apiUrl, token } = here.address;
  const warnings: GatewayError[] = [];
  const owner = { warning: (error: GatewayError) => warnings.push(error) };
  const settings = settingsOf({ token, apiUrl, ...options });
  const answer = await askDiscord(settings, before, owner, { signal: NEVER, timeout: 1 });
  return { answer, warnings };
}

test("while Discord gives no answer, stored sessions are resumed with a warning", async () => {
  const { answer, warnings } = await asked(stored(2, 3));
  assert.equal(answer.from, "sessions");
  const { url, shards, maxConcurrency } = answer.bot;
  assert.deepEqual([url, shards, maxConcurrency], ["wss://gateway-1.discord.gg", 4, 1]);
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ["API_UNREACHABLE"],
  );
  assert.match(warnings[0]?.message ?? "", /stored sessions are resumed/);
});

test("without a session of a shard that runs here, no answer is an error", async () => {
  const ids = [0, 1];
  await assert.rejects(asked(stored()), { code: "API_UNREACHABLE" });
  await assert.rejects(asked(stored(2), { shards: { total: 4, ids } }), {
    code: "API_UNREACHABLE",
  });
});

test("a token that is refused is an error, whatever is stored", async () => {
  await using here = await Simulated.start();
  const { apiUrl } = here.address;
  const owner = { warning: () => assert.fail("no warning") };
  const settings = settingsOf({ token: "another", apiUrl });
  await assert.rejects(askDiscord(settings, stored(0), owner, { signal: NEVER }), {
    code: "TOKEN_REFUSED",
  });
});

test("a queue without figures gives nothing until Discord has answered", async () => {
  await using here = await Simulated.start();
  here.simulator.inject({ kind: "http", status: 503, times: 2 });
  const { apiUrl, token } = here.address;
  const bot = {
    url: "",
    shards: 1,
    total: 1_000,
    remaining: 1_000,
    resetAfter: 0,
    maxConcurrency: 1,
  };
  const silent = { warning: () => undefined, postponed: () => undefined };
  const queue = startingQueue(
    {
      bot,
      total: 1,
      spendReserve: false,
      budget: "go",
      opens: "at an answer",
      stored: stored(0),
    },
    silent,
  );
  let given = false;
  const lease = queue.lease(0, NEVER).then((one) => {
    given = true;
    one.release();
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(!given);
  await askOn(settingsOf({ token, apiUrl }), silent, NEVER, (answer) => queue.update(answer));
  await lease;
  assert.ok(given);
});
