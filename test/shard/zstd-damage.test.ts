import assert from "node:assert/strict";
import { test } from "node:test";
import { GatewayError } from "../../src/discord/gateway-error.js";
import { ZstdStream } from "../../src/shard/zstd-stream.js";
import { RAW_ZSTDS, ZSTD_HEADER, ZstdServer } from "../support/zstd-server.js";

const MIB = 1_048_576;
const TEXT = JSON.stringify({ t: "DAMAGED", s: 5, op: 0, d: "damaged on the way ".repeat(5) });
const NEXT = JSON.stringify({ t: "WHOLE", s: 6, op: 0, d: "on a new connection ".repeat(5) });

/** The message with one of its bits turned. */
function* damaged(): Generator<Buffer> {
  const whole = new ZstdServer().message(TEXT);
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const bytes = Buffer.from(whole);
    const at = bit >> 3;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
    yield bytes;
  }
}

/** What comes of bytes: refused, or given as if nothing were wrong, or waited on. */
function push(stream: ZstdStream, bytes: Buffer): "refused" | "given" | "waiting" {
  try {
    return stream.push(bytes) === null ? "waiting" : "given";
  } catch (error) {
    assert.ok(error instanceof GatewayError);
    assert.equal(error.code, "MESSAGE_REFUSED");
    return "refused";
  }
}

function refused(reason: string): object {
  return { code: "MESSAGE_REFUSED", message: `Refused a message of the gateway: ${reason}` };
}

/** A block's header: whether it is the last one, its kind and its size. */
function block(last: 0 | 1, kind: number, size: number): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (kind << 1) | last, 0, 3);
  return header;
}

/** A block of bytes as they are. */
function raw(text: string): Buffer {
  return Buffer.concat([block(0, RAW, text.length), Buffer.from(text)]);
}

const RAW = 0;
const RLE = 1;
const COMPRESSED = 2;
const RESERVED = 3;
const BROKEN = "its compression is broken";
const FOREIGN = "its connection is no zstd stream";

/** What follows a good message, and why it is refused. */
const FOLLOWING: readonly (readonly [Buffer, string])[] = [
  [block(1, RAW, 0), "its stream ends"],
  [Buffer.concat([block(1, RAW, 2), Buffer.from("{}")]), "its stream ends"],
  [block(0, RAW, 0), "it is empty"],
  [block(0, RESERVED, 0), BROKEN],
  [block(0, RAW, 131_073), BROKEN],
  [block(0, COMPRESSED, 2_000_000), BROKEN],
  [Buffer.concat([block(0, COMPRESSED, 9), Buffer.alloc(9, 0xa5)]), BROKEN],
  [Buffer.concat([block(0, RLE, 131_072), Buffer.of(0x20)]), "it is larger than 100000 bytes"],
];

/** First bytes of other streams. */
const FOREIGNERS: Readonly<Record<string, Buffer>> = {
  "zlib's": Buffer.from("789c0000ffff", "hex"),
  "gzip's": Buffer.from("1f8b08000000", "hex"),
  text: Buffer.from('{"op":10}'),
  "a skippable frame": Buffer.from("502a4d180000", "hex"),
  "a frame in one segment": Buffer.from("28b52ffd2009", "hex"),
  "a frame with a reserved bit": Buffer.from("28b52ffd0840", "hex"),
  "a frame with a dictionary": Buffer.from("28b52ffd0140", "hex"),
};

for (const { name, skip, create } of RAW_ZSTDS) {
  const inflater = (): ZstdStream => new ZstdStream(create(MIB), MIB);

  test(`${name} inflates a new stream after any damage to the one before`, { skip }, () => {
    const stream = inflater();
    const seen = { refused: 0, given: 0, waiting: 0 };
    for (const bytes of damaged()) {
      stream.reset();
      const end = push(stream, bytes);
      seen[end]++;
      if (end !== "refused") stream.distrust();
      assert.throws(() => stream.push(bytes), GatewayError);
      stream.reset();
      assert.equal(stream.push(new ZstdServer().message(NEXT))?.toString(), NEXT);
    }
    assert.ok(seen.refused > 0 && seen.given > 0 && seen.waiting > 0, JSON.stringify(seen));
  });

  test(`${name} refuses what follows a message that was cut short`, { skip }, () => {
    for (const text of [TEXT, "x".repeat(40), NEXT.repeat(50)]) {
      const server = new ZstdServer();
      const stream = inflater();
      stream.push(server.message('{"op":10}'));
      const whole = server.message(JSON.stringify({ op: 0, d: text }));
      assert.equal(push(stream, whole.subarray(0, -1)), "waiting");
      let end = "waiting";
      for (let i = 0; i < 20 && end === "waiting"; i++) end = push(stream, server.message(NEXT));
      assert.equal(end, "refused");
    }
  });

  test(`${name} refuses everything after broken bytes until a new connection`, { skip }, () => {
    const stream = inflater();
    const server = new ZstdServer();
    assert.equal(stream.push(server.message(TEXT))?.toString(), TEXT);
    const bytes = server.message(NEXT);
    bytes.fill(0xa5, 3);
    assert.throws(() => stream.push(bytes), refused(BROKEN));
    const after = refused("one before it on its connection was refused");
    assert.throws(() => stream.push(server.message(TEXT)), after);
    assert.throws(() => stream.push(new ZstdServer().message(TEXT)), after);
    stream.reset();
    assert.equal(stream.push(new ZstdServer().message(TEXT))?.toString(), TEXT);
  });

  test(`${name} refuses what no gateway sends in its stream`, { skip }, () => {
    for (const [bytes, reason] of FOLLOWING) {
      const stream = new ZstdStream(create(100_000), 100_000);
      stream.push(new ZstdServer().message(TEXT));
      assert.throws(
        () => stream.push(bytes),
        refused(reason),
        `${bytes.toString("hex")} ${reason}`,
      );
      stream.reset();
      assert.equal(stream.push(new ZstdServer().message(NEXT))?.toString(), NEXT);
    }
  });

  test(`${name} refuses a stream that is no zstd frame without an end`, { skip }, () => {
    for (const [what, bytes] of Object.entries(FOREIGNERS)) {
      assert.throws(() => inflater().push(bytes), refused(FOREIGN), what);
      const stream = inflater();
      for (const byte of bytes.subarray(0, 4)) push(stream, Buffer.of(byte));
      assert.throws(() => stream.push(bytes.subarray(4)), GatewayError, what);
    }
  });

  test(`${name} takes a frame with a checksum and a size`, { skip }, () => {
    const stream = inflater();
    const header = Buffer.concat([ZSTD_HEADER, Buffer.from([0, 0, 0, 0, 1, 0, 0, 0])]);
    header[4] = 0xc4;
    const body = Buffer.concat([block(0, RAW, NEXT.length), Buffer.from(NEXT)]);
    assert.equal(stream.push(header), null);
    assert.equal(stream.push(body)?.toString(), NEXT);
  });

  test(`${name} takes a message of blocks of every kind`, { skip }, () => {
    const stream = inflater();
    stream.push(new ZstdServer().message('{"op":10}'));
    const text = `{"d":"${"x".repeat(1_000)}"}`;
    for (let round = 0; round < 3; round++) {
      const bytes = [raw('{"d":"'), block(0, RLE, 1_000), Buffer.from("x"), raw('"}')];
      assert.equal(stream.push(Buffer.concat(bytes))?.toString(), text);
    }
    assert.throws(() => stream.push(block(1, RAW, 0)), refused("its stream ends"));
  });

  test(
    `${name} waits on where a cut message looks whole in the middle of a block`,
    { skip },
    () => {
      const stream = inflater();
      stream.push(new ZstdServer().message('{"op":10}'));
      const bytes = Buffer.concat([raw('{"a":{}'), raw(',"b":1}')]);
      for (let cut = 1; cut < bytes.length; cut++) {
        if (cut === bytes.length / 2) continue; // a message that ends like a whole one is one
        assert.equal(stream.push(bytes.subarray(0, cut)), null, String(cut));
        assert.equal(stream.push(bytes.subarray(cut))?.toString(), '{"a":{},"b":1}');
      }
    },
  );

  test(`${name} does not wait for ever for the end of a text`, { skip }, () => {
    const stream = inflater();
    const server = new ZstdServer();
    stream.push(server.message('{"op":10}'));
    assert.equal(stream.push(server.message('{"t":"OPEN')), null);
    for (let piece = 2; piece < 8; piece++) assert.equal(stream.push(server.message("x")), null);
    assert.throws(() => stream.push(server.message("x")), { message: /its text has no end/ });
    stream.reset();
    assert.equal(stream.push(new ZstdServer().message(NEXT))?.toString(), NEXT);
  });
}
