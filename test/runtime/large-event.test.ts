import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { assertComplete, BotProcess } from "../support/bot-process.js";

const MB = 1_000_000;
const KIB_IN_MIB = 1_024;
const MIB = 1_048_576;
const SLACK_MIB = 4;

/** What all threads of a bot hold after a collection, in MiB. */
async function held(bot: BotProcess): Promise<number> {
  const { kib } = (await bot.ask({ kind: "held", workers: 1 })) as { readonly kib: number };
  return kib / KIB_IN_MIB;
}

describe("an event of 30 MB", { concurrency: 1 }, () => {
  for (const compress of ["zlib", "none"] as const) {
    it(`twilight 61: comes whole, and nothing that it took is kept (compress ${compress})`, async () => {
      const simulated = { shards: 2, maxConcurrency: 2, guilds: 2, keepSent: true };
      await using simulator = new Simulator({ ...simulated, ringSize: 100 });
      const { apiUrl, token } = await simulator.start();
      await using bot = new BotProcess();
      await bot.start({ token, apiUrl, compress, threads: 1 });
      const traffic = async (): Promise<number> => {
        simulator.inject({ kind: "burst", count: 1_000 });
        return (await assertComplete(bot, simulator)).rss / MIB;
      };
      const small = await traffic();
      const before = await held(bot);
      const rss: number[] = [];
      for (let i = 0; i < 10; i++) {
        assert.equal(simulator.inject({ kind: "guild", shard: 0, bytes: 30 * MB }), 1);
        await assertComplete(bot, simulator);
        // Buffers are given back a while after the collection that found them unused.
        let after = Infinity;
        let last = NaN;
        for (let round = 0; round < 20 && after > before + SLACK_MIB; round++) {
          last = await traffic();
          after = await held(bot);
        }
        assert.ok(after <= before + SLACK_MIB, `${after} MiB are held, ${before} were before`);
        rss.push(last);
      }
      // The allocator keeps the room of two or three for the next ones; a leak would be ten of them.
      const most = small + (4 * 30 * MB) / MIB;
      assert.ok(Math.max(...rss) < most, `RSS grows: ${small}, ${rss.join(", ")} MiB`);
      assert.deepEqual(simulator.closes, []);
    });
  }
});
