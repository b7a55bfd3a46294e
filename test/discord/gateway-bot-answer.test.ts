import assert from "node:assert/strict";
import test from "node:test";
import { readAnswer, readRetryAfter } from "../../src/discord/gateway-bot-answer.js";

const LIMIT = { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 };

function answer(change: object, limit: object = {}): string {
  const session_start_limit = { ...LIMIT, ...limit };
  return JSON.stringify({
    url: "wss://gateway.discord.gg",
    shards: 9,
    session_start_limit,
    ...change,
  });
}

test("Discord's example is read", () => {
  assert.deepEqual(readAnswer(answer({ url: "wss://gateway.discord.gg/", new_field: null })), {
    url: "wss://gateway.discord.gg",
    shards: 9,
    total: 1_000,
    remaining: 999,
    resetAfter: 14_400_000,
    maxConcurrency: 1,
  });
});

test("twilight 66: numbers beyond 16 and 32 bits are read whole", () => {
  const big = {
    total: 2 ** 33,
    remaining: 2 ** 32 + 1,
    reset_after: 2 ** 40,
    max_concurrency: 70_000,
  };
  const { total, remaining, resetAfter, maxConcurrency } = readAnswer(answer({}, big));
  assert.deepEqual([total, remaining, resetAfter, maxConcurrency], Object.values(big));
});

test("a budget that is used up is an answer like another", () => {
  assert.equal(readAnswer(answer({}, { remaining: 0, reset_after: 0 })).remaining, 0);
});

test("every other answer is refused with what is wrong with it", () => {
  const start = "the answer is not as documented: ";
  const table: readonly (readonly [text: string, message: string])[] = [
    ["", "the answer is not JSON"],
    ["<html>503</html>", "the answer is not JSON"],
    ["null", `${start}it must be Object`],
    ["{}", `${start}url must be "url"`],
    [answer({ url: "https://discord.com" }), `${start}url must be string`],
    [answer({ url: 1 }), `${start}url must be string`],
    [answer({ shards: "9" }), `${start}shards must be number`],
    [answer({ shards: 0 }), `${start}shards is less than 1`],
    [answer({ shards: 1.5 }), `${start}shards is not an integer`],
    [
      answer({ session_start_limit: undefined }),
      `${start}session_start_limit must be "session_start_limit"`,
    ],
    [answer({}, { remaining: -1 }), `${start}session_start_limit.remaining is less than 0`],
    [
      answer({}, { remaining: 1001 }),
      `${start}session_start_limit has more identifies left than there are`,
    ],
    [
      answer({}, { max_concurrency: 0 }),
      `${start}session_start_limit.max_concurrency is less than 1`,
    ],
    [answer({}, { reset_after: null }), `${start}session_start_limit.reset_after must be number`],
    [
      answer({}, { reset_after: 1e300 }),
      `${start}session_start_limit.reset_after is not an integer`,
    ],
  ];
  for (const [text, message] of table) {
    assert.throws(() => readAnswer(text), { message }, text);
  }
});

test("the wait of a 429 is read from the body, else from the header", () => {
  const table: readonly (readonly [text: string, header: string | null, ms: number | null])[] = [
    ['{"retry_after":0.3,"global":false}', "1", 300],
    ['{"message":"You are being rate limited."}', "2", 2_000],
    ["error code: 1015", "3", 3_000],
    ['{"retry_after":"5"}', null, null],
    ['{"retry_after":-5}', "0", null],
    ['{"retry_after":0}', "4", 4_000],
    ["", "Wed, 21 Oct 2026 07:28:00 GMT", null],
  ];
  for (const [text, header, ms] of table) {
    assert.equal(readRetryAfter(text, header), ms, text);
  }
});
