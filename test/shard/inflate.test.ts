import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { loadZlibSync } from "../../src/shard/inflate-zlib-sync.js";
import { createInflater, inflaterName } from "../../src/shard/inflate.js";
import type { Inflater } from "../../src/shard/inflater.js";
import { ZlibStream } from "../../src/shard/zlib-stream.js";
import { corpus, noCorpus } from "../support/corpus.js";
import { wireText } from "../support/message-text.js";
import { RAW_INFLATERS } from "../support/raw-inflaters.js";
import { ZlibServer } from "../support/zlib-server.js";

const MIB = 1_048_576;

/** Pushes bytes in pieces cut at the given places, and gives what came out. */
function pushCut(inflater: Inflater, bytes: Buffer, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % bytes.length))].toSorted((a, b) => a - b);
  const bounds = [0, ...places.filter((place) => place > 0), bytes.length];
  return bounds.slice(1).flatMap((end, i) => {
    const message = inflater.push(bytes.subarray(bounds[i], end));
    return message === null ? [] : [message.toString()];
  });
}

const refused = { name: "GatewayError", code: "MESSAGE_REFUSED" };

for (const { name, skip, create } of RAW_INFLATERS) {
  const options = { skip };
  const inflater = (maxMessageBytes = MIB): ZlibStream => new ZlibStream(create(), maxMessageBytes);

  test(`${name} inflates any messages cut anywhere, over several connections`, options, () => {
    const cutMessage = fc.tuple(wireText, fc.array(fc.nat(), { maxLength: 8 }));
    const connection = fc.record({
      level: fc.integer({ min: 0, max: 9 }),
      messages: fc.array(cutMessage, { maxLength: 8 }),
      lost: fc.option(fc.tuple(wireText, fc.nat())),
    });
    const stream = inflater();
    fc.assert(
      fc.property(fc.array(connection, { maxLength: 5 }), (connections) => {
        for (const { level, messages, lost } of connections) {
          stream.reset();
          const server = new ZlibServer(level);
          for (const [text, cuts] of messages) {
            assert.deepEqual(pushCut(stream, server.message(text), cuts), [text]);
          }
          if (lost === null) continue;
          const bytes = server.message(lost[0]);
          stream.push(bytes.subarray(0, lost[1] % bytes.length));
        }
      }),
      { numRuns: 300 },
    );
  });

  test(`${name} inflates messages cut into single bytes`, options, () => {
    const stream = inflater();
    const server = new ZlibServer();
    for (const text of [
      '{"op":10,"d":{}}',
      '{"op":0,"d":"é}"}',
      `{"op":0,"d":[${"1,".repeat(999)}1]}`,
    ]) {
      const bytes = server.message(text);
      assert.deepEqual(pushCut(stream, bytes, [...bytes.keys()]), [text]);
    }
  });

  test(`${name} waits on when a piece of a message ends in the marker by chance`, options, () => {
    const text = '{"t":"X","s":1,"op":0,"d":{"a":{},"b":"}\\"}","c":[{}]}}';
    for (let cut = 1; cut < text.length; cut++) {
      if (text[cut - 1] === "}") continue;
      const stream = inflater();
      const server = new ZlibServer();
      assert.equal(stream.push(server.message(text.slice(0, cut))), null);
      assert.equal(stream.push(server.message(text.slice(cut)))?.toString(), text);
      assert.equal(stream.push(server.message(text))?.toString(), text);
    }
  });

  test(`${name} shows nothing of a text that a lost connection left open`, options, () => {
    const stream = inflater();
    assert.equal(stream.push(new ZlibServer().message('{"op":0,"d":[{},')), null);
    stream.reset();
    assert.equal(stream.push(new ZlibServer().message('{"op":10}'))?.toString(), '{"op":10}');
  });

  test(`${name} inflates a message of 20 MB, and one as large as allowed`, options, () => {
    const text = `{"op":0,"d":"${Array.from({ length: 400_000 }, (_, i) => `${i} and the text of a member `).join("")}"}`;
    const stream = inflater(text.length);
    const server = new ZlibServer();
    assert.ok(stream.push(server.message(text))?.equals(Buffer.from(text)));
    assert.throws(() => stream.push(server.message(`${text} `)), refused);
    stream.reset();
    assert.ok(stream.push(new ZlibServer(0).message(text))?.equals(Buffer.from(text)));
  });

  test(`${name} stops at the limit when a small message becomes a huge one`, options, () => {
    const bomb = new ZlibServer(9).message(Buffer.alloc(300 * MIB, " "));
    assert.ok(bomb.length < MIB);
    const stream = inflater();
    const before = process.memoryUsage.rss();
    assert.throws(() => stream.push(bomb), refused);
    assert.ok(process.memoryUsage.rss() - before < 100 * MIB);
    stream.reset();
    assert.equal(stream.push(new ZlibServer().message('{"op":10}'))?.toString(), '{"op":10}');
  });

  test(`${name} counts a text that comes in parts against the limit`, options, () => {
    const stream = inflater(1_000);
    const server = new ZlibServer();
    assert.equal(stream.push(server.message(`{"d":"${"x".repeat(600)}`)), null);
    assert.throws(() => stream.push(server.message("x".repeat(600))), refused);
  });

  test(`${name} stops at the limit when a message never ends`, options, () => {
    const stream = inflater();
    stream.push(new ZlibServer().message('{"op":10}'));
    const piece = Buffer.alloc(65_536, 1);
    const pushAll = (): void => {
      for (let i = 0; i < 20; i++) assert.equal(stream.push(piece), null);
    };
    assert.throws(pushAll, refused);
  });

  test(
    `${name} refuses broken bytes, and everything after them until a new connection`,
    options,
    () => {
      const stream = inflater();
      const server = new ZlibServer();
      const text = JSON.stringify({ op: 0, d: Array.from({ length: 200 }, (_, i) => i * 7) });
      assert.equal(stream.push(server.message(text))?.toString(), text);
      const bytes = server.message(text.replaceAll("7", "x"));
      bytes.fill(0xa5, 4, bytes.length - 4);
      assert.throws(() => stream.push(bytes), refused);
      assert.throws(() => stream.push(server.message(text)), refused);
      stream.reset();
      assert.equal(stream.push(new ZlibServer().message(text))?.toString(), text);
    },
  );

  test(`${name} refuses a stream without a zlib header`, options, () => {
    for (const [a, b] of [
      [0, 0],
      [0x1f, 0x8b],
      [0x7b, 0x22],
      [0x78, 0xbb],
      [0x78, 0x9d],
    ] as const) {
      const bytes = new ZlibServer().message('{"op":10}');
      bytes[0] = a;
      bytes[1] = b;
      assert.throws(() => inflater().push(bytes), refused, `${a} ${b}`);
    }
    assert.throws(() => inflater().push(Buffer.from([0, 0, 0xff, 0xff])), refused);
  });

  test(`${name} refuses a stream that ends`, options, () => {
    const stream = inflater();
    const server = new ZlibServer();
    stream.push(server.message('{"op":10}'));
    const marker = Buffer.from([0, 0, 0xff, 0xff]);
    assert.throws(() => stream.push(Buffer.concat([server.end(), marker])), refused);
    stream.reset();
    assert.equal(stream.push(new ZlibServer().message('{"op":10}'))?.toString(), '{"op":10}');
  });

  test(`${name} takes no more memory over a thousand connections`, options, () => {
    const stream = inflater();
    const text = JSON.stringify({ op: 0, d: "text ".repeat(2_000) });
    const bytes = new ZlibServer().message(text);
    const connect = (times: number): void => {
      for (let i = 0; i < times; i++) {
        stream.reset();
        assert.equal(stream.push(bytes)?.length, text.length);
        if (i % 2 === 0) stream.push(bytes.subarray(0, bytes.length - 5));
      }
    };
    connect(300);
    const before = process.memoryUsage.rss();
    connect(1_500);
    // A context leaked by each connection would be 60 MB and more.
    assert.ok(process.memoryUsage.rss() - before < 25 * MIB);
  });

  test(`${name} inflates captured events`, { skip: skip || noCorpus }, () => {
    const stream = inflater();
    const server = new ZlibServer();
    for (const message of corpus().slice(0, 4_000)) {
      assert.ok(stream.push(server.message(message))?.equals(message));
    }
  });
}

test("messages stay as they are when later ones are pushed", () => {
  const stream = createInflater("zlib", MIB);
  const server = new ZlibServer();
  const texts = Array.from({ length: 200 }, (_, i) =>
    JSON.stringify({ op: 0, d: "x".repeat(i * 40) }),
  );
  const messages = texts.map((text) => stream.push(server.message(text)));
  assert.deepEqual(messages.map(String), texts);
  stream.close();
});

test("without compression messages pass as they are, up to the limit", () => {
  const plain = createInflater("none", 10);
  assert.equal(plain.push(Buffer.from("0123456789"))?.toString(), "0123456789");
  assert.throws(() => plain.push(Buffer.from("0123456789a")), refused);
  plain.reset();
  plain.close();
});

test("the inflater's name is that of the library that is there", () => {
  assert.equal(inflaterName("zlib"), loadZlibSync() === null ? "minizlib" : "zlib-sync");
});
