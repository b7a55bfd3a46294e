import assert from "node:assert/strict";
import { it } from "node:test";
import { Simulator } from "../../src/simulator/index.js";
import { assertComplete, BotProcess } from "../support/bot-process.js";
import { emit, given, Taken } from "../support/given.js";
import { rig } from "../support/rig.js";
import { noZstd } from "../support/zstd-server.js";

const MB = 1_000_000;

const STREAMS = [
  { compress: "zlib", skip: false },
  { compress: "zstd", skip: noZstd },
] as const;

for (const { compress, skip } of STREAMS) {
  it(
    `scenario 18: messages in pieces of one byte are decoded (${compress})`,
    { skip },
    async () => {
      const simulated = { shards: 2, guilds: 1, members: 5, split: Infinity };
      await using r = await rig(simulated, { compress });
      const taken = new Taken(r.gateway, ["GIVEN"]);
      await r.gateway.start();
      const events = given(60, "split");
      emit(r, events);
      await taken.are(events);
      await r.complete();
      assert.deepEqual(r.simulator.closes, []);
      assert.deepEqual(r.simulator.violations, []);
    },
  );

  it(
    `scenario 20, twilight 59: a stream decodes after one cut short (${compress})`,
    { skip },
    async () => {
      await using r = await rig({ shards: 1, split: 50, ringSize: 10_000 }, { compress });
      const taken = new Taken(r.gateway, ["GIVEN"]);
      await r.gateway.start();
      await r.complete();
      const all = [];
      for (let round = 1; round <= 4; round++) {
        const events = given(40, `round ${round}`);
        all.push(...events);
        // A part of the large message is out when the reset comes, and never the whole.
        r.simulator.inject({ kind: "slow", bytesPerSecond: 200_000 });
        emit(r, events.slice(0, 20));
        r.simulator.inject({ kind: "oversize", bytes: 400_000 });
        const { seq = 0 } = r.simulator.sessions[0] ?? {};
        await r.more(1);
        emit(r, events.slice(20));
        r.simulator.inject({ kind: "reset" });
        const last = [...r.got.values()][0]?.at(-1)?.seq ?? 0;
        assert.ok(last < seq, "the large message was not through");
        await r.simulator.waitFor(() => r.simulator.counters.resumes === round, 60_000);
        await taken.are(all);
      }
      await r.complete();
      assert.equal(r.simulator.counters.identifies, 1);
      assert.deepEqual(r.warnings, []);
      assert.deepEqual(r.simulator.violations, []);
    },
  );

  it(
    `scenario 20, twilight 60: a stream decodes after a damaged one (${compress})`,
    { skip },
    async () => {
      await using r = await rig({ shards: 1 }, { compress });
      const taken = new Taken(r.gateway, ["GIVEN"]);
      await r.gateway.start();
      const before = given(30, "before");
      const after = given(30, "after");
      emit(r, before);
      r.simulator.inject({ kind: "corrupt" });
      emit(r, after);
      await r.simulator.waitFor(() => r.simulator.counters.resumes === 1, 20_000);
      await taken.are([...before, ...after]);
      await r.complete();
      assert.deepEqual(
        r.simulator.closes.map(({ code }) => code),
        [4900],
      );
      const told = r.changes.filter(({ state }) => state === "closing");
      assert.equal(told.length, 1, "one error is told");
      assert.match(told[0]?.reason ?? "", /broken|not a message|no JSON|empty/);
      assert.deepEqual(r.lost, []);
      assert.equal(r.simulator.counters.identifies, 1);
    },
  );
}

it("scenario 19: a zstd stream of 100 MB is decoded, memory flat", { skip: noZstd }, async () => {
  const simulated = { identifyWindow: 0, guilds: 1, ringBytes: 8 * MB, keepSent: true };
  await using simulator = new Simulator(simulated);
  const { apiUrl, token } = await simulator.start();
  await using bot = new BotProcess();
  await bot.start({ token, apiUrl, intents: 0, compress: "zstd", payload: "json" });
  const events = given(300, "stream");
  const size = events.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0);
  /** Sends so many bytes, a tenth at a time. @returns the most memory that the bot had. */
  const pour = async (bytes: number): Promise<number> => {
    let peak = 0;
    for (let part = 0; part < 10; part++) {
      for (let sent = 0; sent < bytes / 10; sent += size) {
        for (const { name, data } of events) simulator.emit(0, name, data);
      }
      peak = Math.max(peak, (await assertComplete(bot, simulator)).rss);
    }
    return peak;
  };
  const before = await pour(30 * MB);
  const after = await pour(100 * MB);
  assert.ok(after - before < 40 * MB, `${before} and then ${after} bytes`);
  assert.equal(simulator.counters.connections, 1);
});
