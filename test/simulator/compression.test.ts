// zlib-stream and zstd-stream as Discord sends them, in all their shapes, and broken.

import assert from "node:assert/strict";
import { constants, inflateSync } from "node:zlib";
import { test } from "node:test";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { at, QUERY, ZLIB, ZSTD, type Message, type RawClient } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";
import { noZstd, ZSTD_HEADER } from "../support/zstd-server.js";

const ALL = 53_608_447;

/** READY, guilds, generated events and one with a text of many scripts. */
async function converse(simulated: Simulated, query: string): Promise<RawClient> {
  const { client } = await simulated.identified({ intents: ALL }, query);
  await simulated.simulator.waitFor(() => simulated.simulator.sessions.at(-1)?.seq === 3);
  simulated.simulator.inject({ kind: "burst", count: 30 });
  simulated.simulator.emit(0, "SCRIPTS", { text: "é 日本 👋 \u0000" });
  await client.event("SCRIPTS");
  return client;
}

test("without compression messages are text, with it binary", async () => {
  await using simulated = await Simulated.start();
  const plain = await converse(simulated, QUERY);
  assert.ok(plain.frames.every(({ binary }) => !binary));
  plain.socket.terminate();
  await using other = await Simulated.start();
  const packed = await converse(other, ZLIB);
  assert.ok(packed.frames.every(({ binary }) => binary));
});

test("one message a frame, each ending in the marker, all in one stream", async () => {
  await using simulated = await Simulated.start();
  const client = await converse(simulated, ZLIB);
  assert.equal(client.frames.length, client.messages.length);
  for (const { data } of client.frames) {
    assert.equal(data.subarray(-4).toString("hex"), "0000ffff");
  }
  assert.equal(client.frames[0]?.data.subarray(0, 2).toString("hex"), "789c");
  const stream = Buffer.concat(client.frames.map(({ data }) => data));
  const text = inflateSync(stream, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  assert.equal(text.split(`"t":"SCRIPTS"`).length, 2);
  assert.ok(stream.length * 3 < text.length, "it compresses");
});

test("zstd: one message a frame, all in one stream that begins as Discord's", async (t) => {
  if (noZstd !== false) return t.skip(noZstd);
  await using simulated = await Simulated.start();
  const client = await converse(simulated, ZSTD);
  assert.equal(client.frames.length, client.messages.length);
  assert.ok(client.frames.every(({ binary }) => binary));
  assert.ok(client.frames[0]?.data.subarray(0, 6).equals(ZSTD_HEADER));
  const size = client.frames.reduce((sum, { data }) => sum + data.length, 0);
  assert.ok(size * 3 < JSON.stringify(client.messages).length, "it compresses");
});

const SHAPES: readonly (readonly [string, SimulatorOptions])[] = [
  ["three messages", { split: 3 }],
  ["a message a byte", { split: Infinity, guilds: 0 }],
  ["fragments", { fragments: 3 }],
  ["parts and fragments", { split: 2, fragments: 2 }],
  ["level 0", { level: 0 }],
  ["level 9", { level: 9 }],
];

const STREAMS = [
  ...SHAPES.map(([name, options]) => ({ query: ZLIB, name, options, skip: false as const })),
  ...SHAPES.map(([name, options]) => ({ query: ZSTD, name, options, skip: noZstd })),
  { query: ZLIB, name: "the header 78 da", options: { compressHeader: 0xda }, skip: false },
  { query: ZLIB, name: "the header 78 01", options: { compressHeader: 0x01 }, skip: false },
  { query: ZSTD, name: "a window of 1 KiB", options: { windowLog: 10 }, skip: noZstd },
  { query: ZSTD, name: "a window of 8 MiB", options: { windowLog: 23 }, skip: noZstd },
] as const;

for (const { query, name, options, skip } of STREAMS) {
  test(`a stream with ${name} inflates to the same (${query})`, { skip }, async () => {
    const guilds = "guilds" in options ? options.guilds : 2;
    await using usual = await Simulated.start({ now: () => 1e12, guilds });
    await using odd = await Simulated.start({ now: () => 1e12, ...options });
    const events = async (simulated: Simulated): Promise<Message[]> => {
      const { client } = await simulated.identified({ intents: ALL, shard: [0, 1] }, query);
      const seq = 1 + guilds;
      await simulated.simulator.waitFor(() => simulated.simulator.sessions[0]?.seq === seq);
      simulated.simulator.inject({ kind: "burst", count: 20 });
      simulated.simulator.emit(0, "END", { text: "é 日本" });
      await client.event("END");
      return client.messages.filter(({ op, t }) => op === 0 && t !== "READY");
    };
    assert.deepEqual(await events(odd), await events(usual));
  });
}

test("the header is what the knob says", async () => {
  await using simulated = await Simulated.start({ compressHeader: 0xda, split: Infinity });
  const client = await simulated.connect(ZLIB);
  await client.op(10);
  const first = client.frames.slice(0, 2).map(({ data }) => data.toString("hex"));
  assert.deepEqual(first, ["78", "da"]);
});

test("uncompressed messages may be fragmented, but never split", async () => {
  await using simulated = await Simulated.start({ split: 5, fragments: 4 });
  const client = await converse(simulated, QUERY);
  assert.equal(client.frames.length, client.messages.length);
});

for (const query of [QUERY, ZLIB, ZSTD]) {
  const skip = query === ZSTD && noZstd;
  test(
    `a corrupt message cannot be read, and is whole when replayed (${query})`,
    { skip },
    async () => {
      await using simulated = await Simulated.start();
      const { client, ready } = await simulated.identified({ intents: 0 }, query);
      assert.equal(simulated.simulator.inject({ kind: "corrupt", shard: 0 }), 1);
      await client.failed();
      client.socket.terminate();
      const next = await simulated.resumed(ready, 1, query);
      assert.match(String(at(next.messages.find(({ s }) => s === 2)?.d, "text")), /^damaged /);
    },
  );
}

for (const query of [ZLIB, ZSTD]) {
  const skip = query === ZSTD && noZstd;
  test(`a bomb is small on the wire, oversize large on both (${query})`, { skip }, async () => {
    await using simulated = await Simulated.start();
    const { client } = await simulated.identified({ intents: 0 }, query);
    simulated.simulator.inject({ kind: "bomb", bytes: 5_000_000 });
    const bomb = await client.event("BOMB");
    assert.equal(String(bomb.d).length, 5_000_000);
    assert.ok((client.frames.at(-1)?.data.length ?? 0) < 10_000);
    simulated.simulator.inject({ kind: "oversize", bytes: 1_000_000 });
    const oversize = await client.event("OVERSIZE");
    assert.equal(String(oversize.d).length, 1_000_000);
    assert.ok((client.frames.at(-1)?.data.length ?? 0) > 500_000);
  });
}
