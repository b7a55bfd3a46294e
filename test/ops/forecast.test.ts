import assert from "node:assert/strict";
import { test } from "node:test";
import type { Survey } from "../../src/coordinator/survey.js";
import { forecast, type ForecastSettings } from "../../src/ops/forecast.js";

const SETTINGS: ForecastSettings = {
  budget: "go",
  compress: "zlib",
  file: null,
  gatewayUrl: null,
  spendReserve: false,
};

const session = (shard: number) => ({ shard, total: 4, id: `s${shard}`, seq: 1, url: "ws://a" });

/** A start of 4 shards in 2 lanes, of which these resume. */
function found(resumed: readonly number[], rest: Partial<Survey> = {}): Survey {
  const figures = { total: 4, maxConcurrency: 2, remaining: 900, resetAfter: 3_600_000 };
  const sessions = resumed.map(session);
  return {
    plan: { ...figures, ids: [0, 1, 2, 3], threads: 2, inflater: "zlib-sync" },
    from: "discord",
    bot: { ...figures, total: 1_000, shards: 4, url: "wss://gateway.discord.gg" },
    recommended: 4,
    stored: { sessions, identifies: [], since: 0, rejected: null },
    past: [],
    sessions,
    identifies: [],
    ...rest,
  };
}

test("shards that resume take no window, and the fullest lane decides", () => {
  const { windows, lastShardMs, identifies, sessions } = forecast(found([0, 2, 3]), SETTINGS);
  assert.deepEqual([windows, lastShardMs], [1, 0]);
  assert.deepEqual([identifies.needed, sessions.resumable], [1, 3]);
  assert.equal(forecast(found([1]), SETTINGS).windows, 2);
});

test("a lane that has just identified, and a store that knows of none before, delay it", () => {
  const stored = { sessions: [], identifies: [], since: 0, rejected: null };
  const at = Date.now();
  const identifies = [{ shard: 1, at, until: at + 86_400_000 }];
  const busy = forecast(found([], { stored: { ...stored, identifies } }), SETTINGS);
  assert.ok(busy.lastShardMs !== null && busy.lastShardMs > 9_000, String(busy.lastShardMs));
  const unknown = forecast(found([], { stored: { ...stored, since: at } }), SETTINGS);
  assert.ok(unknown.lastShardMs !== null && unknown.lastShardMs > 9_000);
});

test("without Discord's answer its figures are null, and what resumes is known all the same", () => {
  const some = forecast(found([0], { from: "sessions" }), SETTINGS);
  const none = { remaining: null, limit: null, reserve: null, resetsAt: null };
  assert.deepEqual(some.identifies, { needed: 3, ...none });
  assert.deepEqual(some.shards, { total: 4, here: 4, recommended: null });
  assert.deepEqual([some.maxConcurrency, some.windows, some.lastShardMs], [null, null, null]);
  const all = forecast(found([0, 1, 2, 3], { from: "sessions" }), SETTINGS);
  assert.deepEqual([all.windows, all.lastShardMs], [0, 0]);
});

test("a start that would be refused has no windows, and one that waits waits for the reset", () => {
  const refused = forecast(found([]), { ...SETTINGS, budget: "refused" });
  assert.deepEqual([refused.windows, refused.lastShardMs], [null, null]);
  const wait = forecast(found([0]), { ...SETTINGS, budget: "wait" });
  assert.ok(wait.lastShardMs !== null && wait.lastShardMs >= 3_600_000);
});

test("a gateway that is given stands in for Discord's, and a spent reserve is none", () => {
  const settings = { ...SETTINGS, gatewayUrl: "ws://proxy", spendReserve: true };
  const { gatewayUrl, identifies } = forecast(found([]), settings);
  assert.deepEqual([gatewayUrl, identifies.reserve], ["ws://proxy", 0]);
});
