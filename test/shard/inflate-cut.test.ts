import assert from "node:assert/strict";
import { test } from "node:test";
import { ZlibStream } from "../../src/shard/zlib-stream.js";
import { RAW_INFLATERS } from "../support/raw-inflaters.js";
import { ZlibServer } from "../support/zlib-server.js";

const MIB = 1_048_576;

function text(n: number): string {
  const numbers = Array.from({ length: 40 }, (_, i) => (n * 7_919 * (i + 1) ** 3) % 9_973);
  return JSON.stringify({ t: "CUT", s: n, op: 0, d: { text: "é日😀 ".repeat(n % 40), numbers } });
}

for (const { name, skip, create } of RAW_INFLATERS) {
  test(
    `twilight 58: ${name} inflates messages of one context, cut in two at every byte`,
    { skip },
    () => {
      const stream = new ZlibStream(create(), MIB);
      const server = new ZlibServer();
      let n = 0;
      for (let cut = 1, length = 2; cut < length; cut++) {
        const bytes = server.message(text(n));
        length = bytes.length;
        const [head, tail] = [bytes.subarray(0, cut), bytes.subarray(cut)];
        const outs = [stream.push(head), tail.length === 0 ? null : stream.push(tail)];
        assert.deepEqual(
          outs.flatMap((out) => (out === null ? [] : [out.toString()])),
          [text(n)],
          `cut at ${cut} of ${length}`,
        );
        n++;
      }
      assert.ok(n > 100, `${n} messages`);
    },
  );

  test(
    `twilight 59: ${name} makes nothing of empty or cut input, and is well after a reset`,
    { skip },
    () => {
      const stream = new ZlibStream(create(), MIB);
      const whole = new ZlibServer().message(text(30));
      for (let length = 0; length < whole.length; length++) {
        assert.equal(stream.push(Buffer.alloc(0)), null);
        assert.equal(stream.push(whole.subarray(0, length)), null, `${length} bytes`);
        stream.reset();
        const server = new ZlibServer();
        assert.equal(stream.push(server.message(text(31)))?.toString(), text(31));
        assert.equal(stream.push(server.message(text(32)))?.toString(), text(32));
        assert.equal(stream.push(Buffer.alloc(0)), null);
        stream.reset();
      }
    },
  );
}
