// What no gateway would send, below the level of messages: endless ones, broken frames, streams
// that explode. Each costs one connection and little memory, and the shard resumes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { constants, deflateRawSync } from "node:zlib";
import { Simulator } from "../../src/simulator/index.js";
import { BotProcess } from "../support/bot-process.js";
import { HostileGateway, type Attack, type Victim } from "../support/hostile-gateway.js";
import { noZstd } from "../support/zstd-server.js";

const MIB = 1024 * 1024;
const LIMIT = MIB;

/** Goes on until the victim is gone. */
function endlessly(act: (victim: Victim, round: number) => void): Attack {
  return async (victim) => {
    for (let round = 0; victim.socket.readyState === victim.socket.OPEN; round++) {
      if (victim.tcp.writableLength < MIB) act(victim, round);
      await turn();
    }
  };
}

/** Sends part of a message that never ends. */
function fragment(data: Buffer, binary = false): Attack {
  return endlessly(({ socket }) => {
    for (let i = 0; i < 64; i++) socket.send(data, { fin: false, binary });
  });
}

/** Writes bytes that are no whole frame, or none at all. */
function bytes(...all: readonly number[]): Attack {
  return ({ tcp }) => void tcp.write(Buffer.from(all));
}

function text(message: string): Attack {
  return ({ socket, pack }) => socket.send(pack(message));
}

const FRAMES: Readonly<Record<string, Attack>> = {
  "endless fragments": fragment(Buffer.alloc(16_384, "x")),
  "endless fragments of one byte": fragment(Buffer.from("x")),
  "endless fragments of nothing": fragment(Buffer.alloc(0)),
  "a message over the limit": text(JSON.stringify({ op: 0, s: 2, t: "BIG", d: "x".repeat(LIMIT) })),
  "a second READY": text('{"op":0,"s":2,"t":"READY","d":{"session_id":"other","v":10}}'),
  "a second READY without fields": text('{"op":0,"s":2,"t":"READY","d":{}}'),
  "a frame of 2 ** 63 bytes": bytes(0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0),
  "a frame of 2 ** 40 bytes": bytes(0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0),
  "a frame with a reserved bit": bytes(0xc1, 1, 0x78),
  "a frame of an unknown kind": bytes(0x83, 1, 0x78),
  "a frame that is masked": bytes(0x81, 0x81, 1, 2, 3, 4, 5),
  "a continuation of nothing": bytes(0x80, 1, 0x78),
  "a ping in two frames": bytes(0x09, 1, 0x78),
  "text that is no UTF-8": bytes(0x81, 2, 0xff, 0xfe),
  "a close without a code": bytes(0x88, 0),
  "a close with half a code": bytes(0x88, 1, 3),
  "a close with code 999": bytes(0x88, 2, 3, 0xe7),
  "a close with code 1005": bytes(0x88, 2, 3, 0xed),
  "bytes of another protocol": ({ tcp }) => void tcp.write("HTTP/1.1 200 OK\r\n\r\n"),
  "half a frame and the end": ({ tcp }) => void tcp.end(Buffer.from([0x81, 126, 1])),
  "pings without end": endlessly(({ socket }) => {
    for (let i = 0; i < 1_000; i++) socket.ping("x".repeat(100));
  }),
};

/** In a connection of its own kind: binary, compressed. */
function packed(data: (victim: Victim) => Buffer): Attack {
  return (victim) => victim.socket.send(data(victim), { binary: true });
}

const MARKER = Buffer.from([0, 0, 0xff, 0xff]);

/** A stored block of nothing, and the marker: what comes of a flush without a message. */
const EMPTY = Buffer.from([0, 0, 0, 0xff, 0xff]);

/** Raw deflate of 64 MiB of one letter, which ends with the marker. */
function bomb(): Buffer {
  return deflateRawSync(Buffer.alloc(64 * MIB, "x"), { finishFlush: constants.Z_SYNC_FLUSH });
}

/** Wrong in any stream. */
const TEXTS: Readonly<Record<string, Attack>> = {
  "text that never ends": endlessly(({ socket, pack }, round) => {
    const piece = round === 0 ? '{"op":0,"s":2,"t":"X","d":"' : "x".repeat(100_000);
    socket.send(pack(piece), { binary: true });
  }),
  "text that never ends and brackets that do": endlessly(({ socket, pack }, round) => {
    socket.send(pack(round === 0 ? '{"d":' : "[".repeat(10_000)), { binary: true });
  }),
  "text in a compressed connection": ({ socket }) => socket.send('{"op":9,"d":'),
};

const ZLIB_STREAMS: Readonly<Record<string, Attack>> = {
  ...TEXTS,
  "a message that never ends": endlessly(({ socket }) => {
    socket.send(Buffer.alloc(65_536, 1), { binary: true });
  }),
  "a message of single bytes that never ends": endlessly(({ socket }) => {
    for (let i = 0; i < 1_000; i++) socket.send(Buffer.from([1]), { binary: true });
  }),
  "nothing, flushed": packed(() => EMPTY),
  "a bomb": packed(() => bomb()),
  "noise with the marker": packed(() => Buffer.concat([Buffer.alloc(9, 0xff), MARKER])),
  "the marker alone": packed(() => MARKER),
  "the end of the stream": packed(() => Buffer.concat([Buffer.from([3, 0]), MARKER])),
};

/** By the headers of blocks: three bytes with a length, a kind and whether it is the last. */
const ZSTD_STREAMS: Readonly<Record<string, Attack>> = {
  ...TEXTS,
  "raw blocks that never end": endlessly(({ socket }) => {
    socket.send(Buffer.concat([Buffer.of(0, 0, 8), Buffer.alloc(65_536, 0x20)]), { binary: true });
  }),
  "nothing, flushed": packed(() => Buffer.of(0, 0, 0)),
  "a bomb": packed(({ pack }) => pack(Buffer.alloc(64 * MIB, "x"))),
  "a bomb of 128 KiB for 4 bytes": packed(() => Buffer.alloc(40_000, Buffer.of(2, 0, 16, 0x20))),
  noise: packed(() => Buffer.alloc(64, 0xa5)),
  "half a block, and then a message": ({ socket, pack }) => {
    socket.send(pack(JSON.stringify({ op: 11, d: "x".repeat(99) })).subarray(0, -9));
    socket.send(pack(JSON.stringify({ op: 11, d: "y".repeat(99) })));
  },
  "the end of the stream": packed(() => Buffer.of(1, 0, 0)),
};

/** The resident memory of a process on Linux, in MiB. */
function rss(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

async function survive(
  attacks: Readonly<Record<string, Attack>>,
  compress: "none" | "zlib" | "zstd",
): Promise<void> {
  const names = Object.keys(attacks);
  await using simulator = new Simulator({ maxConcurrency: 64, shards: names.length });
  const { apiUrl, token } = await simulator.start();
  await using gateway = new HostileGateway(Object.values(attacks));
  await using bot = new BotProcess();
  const options = { token, apiUrl, gatewayUrl: await gateway.url(), compress, threads: 2 };
  const starting = bot.start({ ...options, maxMessageBytes: LIMIT });
  let peak = 0;
  const resumed = (): boolean =>
    new Set(gateway.resumes.map(({ session }) => session)).size === names.length;
  for (const end = performance.now() + 40_000; !resumed() && performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    peak = Math.max(peak, rss(bot.pid));
  }
  await starting;
  const report = await bot.report();
  const missing = names.filter(
    (_, id) => !gateway.resumes.some(({ session }) => session === `s${id}`),
  );
  assert.deepEqual(missing, [], "shards that did not resume");
  for (const { seq } of gateway.resumes) assert.equal(seq, 1);
  assert.equal(gateway.identifies, names.length);
  assert.deepEqual(report.errors, []);
  assert.equal(report.lost, 0);
  const codes = new Set(gateway.closes);
  for (const code of [1005, 1006, 4900]) codes.delete(code); // 1005 answers one that had no code
  assert.deepEqual([...codes], []);
  assert.ok(peak < 250, `${peak} MiB`);
}

it("hostile frames cost a connection, no session and little memory", async () => {
  await survive(FRAMES, "none");
});

it("hostile zlib streams cost a connection, no session and little memory", async () => {
  await survive(ZLIB_STREAMS, "zlib");
});

it("hostile zstd streams cost a connection, no session and little memory", async (t) => {
  if (noZstd !== false) return t.skip(noZstd);
  await survive(ZSTD_STREAMS, "zstd");
});
