import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Inflater } from "../../src/shard/inflater.js";
import { ZstdStream } from "../../src/shard/zstd-stream.js";
import { corpus, noCorpus } from "../support/corpus.js";
import { wireText } from "../support/message-text.js";
import { RAW_ZSTDS, ZSTD_HEADER, ZstdServer } from "../support/zstd-server.js";

const MIB = 1_048_576;
const HELLO = '{"op":10}';

/** Pushes bytes in pieces cut at the given places, and gives what came out. */
function pushCut(inflater: Inflater, bytes: Buffer, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b);
  const bounds = [0, ...places.filter((place) => place > 0), bytes.length];
  return bounds.slice(1).flatMap((end, i) => {
    const message = inflater.push(bytes.subarray(bounds[i], end));
    return message === null ? [] : [message.toString()];
  });
}

const refused = (reason: RegExp): object => ({
  name: "GatewayError",
  code: "MESSAGE_REFUSED",
  message: reason,
});
const tooLarge = refused(/it is larger than \d+ bytes/);

/** A GUILD_CREATE of many blocks, many of whose objects end where a block does. */
function large(members: number): string {
  const list = Array.from({ length: members }, (_, i) => `{"id":${i * 7919},"n":"${i % 997}"}`);
  return `{"op":0,"d":[${list.join()}]}`;
}

for (const { name, skip, create } of RAW_ZSTDS) {
  const options = { skip };
  const inflater = (max = MIB): ZstdStream => new ZstdStream(create(max), max);

  test(`${name} inflates any messages cut anywhere, over several connections`, options, () => {
    const cutMessage = fc.tuple(wireText, fc.array(fc.nat(), { maxLength: 8 }));
    const connection = fc.record({
      level: fc.integer({ min: 1, max: 9 }),
      windowLog: fc.integer({ min: 10, max: 20 }),
      messages: fc.array(cutMessage, { maxLength: 8 }),
      lost: fc.option(fc.tuple(wireText, fc.nat())),
    });
    const stream = inflater();
    fc.assert(
      fc.property(fc.array(connection, { maxLength: 5 }), (connections) => {
        for (const { level, windowLog, messages, lost } of connections) {
          stream.reset();
          const server = new ZstdServer(level, windowLog);
          for (const [text, cuts] of messages) {
            assert.deepEqual(pushCut(stream, server.message(text), cuts), [text]);
          }
          if (lost === null) continue;
          const bytes = server.message(lost[0]);
          stream.push(bytes.subarray(0, lost[1] % bytes.length));
        }
      }),
      { numRuns: 200 },
    );
  });

  test(`${name} inflates messages cut into single bytes, also of many blocks`, options, () => {
    for (const windowLog of [10, 18]) {
      const stream = inflater();
      const server = new ZstdServer(6, windowLog);
      for (const text of [HELLO, '{"op":0,"d":"é}"}', large(20_000), HELLO]) {
        const bytes = server.message(text);
        assert.deepEqual(pushCut(stream, bytes, [...bytes.keys()]), [text]);
      }
    }
  });

  test(`${name} takes an empty WebSocket message for nothing`, options, () => {
    const stream = inflater();
    const server = new ZstdServer();
    for (let i = 0; i < 100; i++) assert.equal(stream.push(Buffer.alloc(0)), null);
    assert.equal(stream.push(server.message(HELLO))?.toString(), HELLO);
    for (let i = 0; i < 100; i++) assert.equal(stream.push(Buffer.alloc(0)), null);
    assert.equal(stream.push(server.message(HELLO))?.toString(), HELLO);
  });

  test(`${name} gives on what is no object, for its reader to refuse`, options, () => {
    const stream = inflater();
    const server = new ZstdServer();
    for (const text of ["null", "7", '"x"', HELLO, ` ${HELLO}\n`]) {
      assert.equal(stream.push(server.message(text))?.toString().trim(), text.trim());
    }
  });

  test(`${name} shows nothing of a text that a lost connection left open`, options, () => {
    const stream = inflater();
    assert.equal(stream.push(new ZstdServer().message('{"op":0,"d":[{},')), null);
    stream.reset();
    assert.equal(stream.push(new ZstdServer().message(HELLO))?.toString(), HELLO);
  });

  test(`${name} inflates a message of 20 MB, and one as large as allowed`, options, () => {
    const text = large(900_000);
    assert.ok(text.length > 20 * MIB);
    const stream = inflater(text.length);
    const server = new ZstdServer();
    assert.ok(stream.push(server.message(text))?.equals(Buffer.from(text)));
    assert.throws(() => stream.push(server.message(`${text} `)), tooLarge);
    stream.reset();
    assert.ok(stream.push(new ZstdServer(1, 23).message(text))?.equals(Buffer.from(text)));
  });

  test(`${name} stops at the limit when a small message becomes a huge one`, options, () => {
    const bomb = new ZstdServer(9).message(Buffer.alloc(300 * MIB, " "));
    assert.ok(bomb.length < 20_000);
    const stream = inflater();
    const before = process.memoryUsage.rss();
    assert.throws(() => stream.push(bomb), tooLarge);
    assert.ok(process.memoryUsage.rss() - before < 50 * MIB);
    stream.reset();
    assert.equal(stream.push(new ZstdServer().message(HELLO))?.toString(), HELLO);
  });

  test(`${name} counts a text that comes in parts against the limit`, options, () => {
    const stream = inflater(1_000);
    const server = new ZstdServer();
    assert.equal(stream.push(server.message(`{"d":"${"x".repeat(600)}`)), null);
    assert.throws(() => stream.push(server.message("x".repeat(600))), tooLarge);
  });

  test(`${name} stops at the limit when a message of nothing never ends`, options, () => {
    const stream = inflater(1_000);
    stream.push(new ZstdServer().message(HELLO));
    assert.throws(() => {
      // Empty blocks, each cut in two.
      for (let i = 0; i < 1_000; i++) {
        assert.equal(stream.push(Buffer.of(0)), null);
        assert.equal(stream.push(Buffer.of(0, 0)), null);
      }
    }, tooLarge);
  });

  test(`${name} takes windows up to 8 MiB`, options, () => {
    for (const windowLog of [10, 18, 23]) {
      const text = inflater().push(new ZstdServer(6, windowLog).message(HELLO));
      assert.equal(text?.toString(), HELLO);
    }
    const tooFar = refused(/its window is larger than 8 MiB/);
    const stream = inflater();
    assert.throws(() => stream.push(new ZstdServer(6, 24).message(HELLO)), tooFar);
    stream.reset();
    const bytes = new ZstdServer(6, 23).message(HELLO);
    bytes[5] = (bytes[5] ?? 0) + 1;
    assert.throws(() => stream.push(bytes), tooFar);
  });

  test(`${name} takes no more memory over a thousand connections`, options, () => {
    const stream = inflater();
    const text = JSON.stringify({ op: 0, d: "text ".repeat(2_000) });
    const bytes = new ZstdServer().message(text);
    const connect = (times: number): void => {
      for (let i = 0; i < times; i++) {
        stream.reset();
        assert.equal(stream.push(bytes)?.length, text.length);
        if (i % 2 === 0) stream.push(bytes.subarray(ZSTD_HEADER.length, bytes.length - 5));
      }
    };
    connect(300);
    const before = process.memoryUsage.rss();
    connect(1_500);
    // A context left by each connection would be 500 MB and more.
    assert.ok(process.memoryUsage.rss() - before < 50 * MIB);
  });

  test(`${name} gives messages that stay as they are when later ones are pushed`, options, () => {
    const stream = inflater();
    const server = new ZstdServer();
    const texts = Array.from({ length: 500 }, (_, i) =>
      JSON.stringify({ op: 0, d: String(i).repeat(i * 10) }),
    );
    const messages = texts.map((text) => stream.push(server.message(text)));
    assert.deepEqual(messages.map(String), texts);
    stream.close();
  });

  test(`${name} inflates captured events`, { skip: skip || noCorpus }, () => {
    const stream = inflater(8 * MIB);
    const server = new ZstdServer();
    for (const message of corpus().slice(0, 4_000)) {
      assert.ok(stream.push(server.message(message))?.equals(message));
    }
  });
}
