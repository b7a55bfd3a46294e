import assert from "node:assert/strict";
import { test } from "node:test";
import { GatewayError } from "../../src/discord/gateway-error.js";
import { ZlibStream } from "../../src/shard/zlib-stream.js";
import { RAW_INFLATERS } from "../support/raw-inflaters.js";
import { ZlibServer } from "../support/zlib-server.js";

const MIB = 1_048_576;
const TEXT = JSON.stringify({ t: "DAMAGED", s: 5, op: 0, d: "damaged on the way ".repeat(5) });
const NEXT = JSON.stringify({ t: "WHOLE", s: 6, op: 0, d: "on a new connection ".repeat(5) });

/** The message with one of its bits turned, but for the marker. */
function* damaged(): Generator<Buffer> {
  const whole = new ZlibServer().message(TEXT);
  for (let bit = 16; bit < (whole.length - 4) * 8; bit++) {
    const bytes = Buffer.from(whole);
    const at = bit >> 3;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
    yield bytes;
  }
}

/** What comes of a damaged message: refused by the inflater, or given as if nothing were wrong. */
function push(stream: ZlibStream, bytes: Buffer): "refused" | "given" {
  try {
    stream.push(bytes);
    return "given";
  } catch (error) {
    assert.ok(error instanceof GatewayError);
    return "refused";
  }
}

for (const { name, skip, create } of RAW_INFLATERS) {
  test(`${name} inflates a new stream after any damage to the one before`, { skip }, () => {
    const stream = new ZlibStream(create(), MIB);
    const seen = { refused: 0, given: 0 };
    for (const bytes of damaged()) {
      stream.reset();
      const end = push(stream, bytes);
      seen[end]++;
      if (end === "given") stream.distrust();
      assert.throws(() => stream.push(bytes), GatewayError);
      stream.reset();
      assert.equal(stream.push(new ZlibServer().message(NEXT))?.toString(), NEXT);
    }
    assert.ok(seen.refused > 0 && seen.given > 0);
  });

  test(`${name} does not wait for ever for the end of a text`, { skip }, () => {
    const stream = new ZlibStream(create(), MIB);
    const server = new ZlibServer();
    assert.equal(stream.push(server.message('{"t":"OPEN')), null);
    for (let piece = 2; piece < 8; piece++) assert.equal(stream.push(server.message("x")), null);
    assert.throws(() => stream.push(server.message("x")), { message: /its text has no end/ });
    stream.reset();
    assert.equal(stream.push(new ZlibServer().message(NEXT))?.toString(), NEXT);
  });
}
