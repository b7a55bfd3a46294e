import assert from "node:assert/strict";
import test from "node:test";
import type { CoordinatorOptions } from "../../src/coordinator/options.js";
import { settingsOf } from "../../src/coordinator/settings.js";

const token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";

/** Starts with options that the compiler would refuse, as JavaScript can. */
function refused(options: unknown): Error {
  try {
    settingsOf(options as CoordinatorOptions);
  } catch (error) {
    assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
    assert.ok(!error.message.includes("Cl2FMQ") && !error.stack?.includes("Cl2FMQ"), "token shown");
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

const AS = "Cannot start a coordinator as";

const TABLE: readonly (readonly [options: object, error: string])[] = [
  [
    { shards: 0 },
    `RangeError: ${AS} 'shards' must be "auto", a positive integer, or { total, ids }: received 0`,
  ],
  [
    { shards: 1.5 },
    `RangeError: ${AS} 'shards' must be "auto", a positive integer, or { total, ids }: received 1.5`,
  ],
  [
    { shards: "4" },
    `TypeError: ${AS} 'shards' must be "auto", a positive integer, or { total, ids }: received '4'`,
  ],
  [
    { shards: null },
    `TypeError: ${AS} 'shards' must be "auto", a positive integer, or { total, ids }: received null`,
  ],
  [{ shards: { total: 4 } }, `TypeError: ${AS} 'shards.ids' must be given: received undefined`],
  [
    { shards: { total: 0, ids: [0] } },
    `RangeError: ${AS} 'shards.total' must be "auto" or a positive integer: received 0`,
  ],
  [
    { shards: { total: 4, ids: [3, 4] } },
    `RangeError: ${AS} 'shards' must have each of its ids below its total: received { total: 4, ids: [ 3, 4 ] }`,
  ],
  [
    { shards: { ids: [1, 1] } },
    `RangeError: ${AS} 'shards.ids' must be a list of different shard numbers, with one at least: received [ 1, 1 ]`,
  ],
  [
    { shards: { ids: [] } },
    `RangeError: ${AS} 'shards.ids' must be a list of different shard numbers, with one at least: received []`,
  ],
  [
    { shards: { ids: ["1"] } },
    `TypeError: ${AS} 'shards.ids.0' must be a shard number: received '1'`,
  ],
  [
    { shards: { ids: [-1] } },
    `RangeError: ${AS} 'shards.ids.0' must be a shard number: received -1`,
  ],
  [
    { shards: { ids: [1], totals: 4 } },
    `TypeError: ${AS} 'shards.totals' is no option, the nearest is 'total'`,
  ],
  [{ threads: 0 }, `RangeError: ${AS} 'threads' must be "auto" or a positive integer: received 0`],
  [
    { threads: "many" },
    `TypeError: ${AS} 'threads' must be "auto" or a positive integer: received 'many'`,
  ],
  [
    { intents: "Guilds" },
    `TypeError: ${AS} 'intents' must be a number or a list of names: received 'Guilds'`,
  ],
  [{ intents: [1] }, `TypeError: ${AS} 'intents.0' must be a name: received 1`],
  [{ intents: -1 }, `RangeError: ${AS} 'intents' must be a non-negative integer: received -1`],
  [
    { intents: ["Guild"] },
    `RangeError: ${AS} 'intents.0' is no intent, the nearest is Guilds: received 'Guild'`,
  ],
  [
    { events: "READY" },
    `TypeError: ${AS} 'events' must be a list of event names: received 'READY'`,
  ],
  [{ events: [1] }, `TypeError: ${AS} 'events.0' must be a name: received 1`],
  [
    { events: ["REDY"] },
    `RangeError: ${AS} 'events.0' is no event, the nearest is READY: received 'REDY'`,
  ],
  [
    { largeThreshold: 49 },
    `RangeError: ${AS} 'largeThreshold' must be an integer from 50 to 250: received 49`,
  ],
  [
    { largeThreshold: 251 },
    `RangeError: ${AS} 'largeThreshold' must be an integer from 50 to 250: received 251`,
  ],
  [
    { payload: "msgpack" },
    `TypeError: ${AS} 'payload' must be "decoded" or "json": received 'msgpack'`,
  ],
  [
    { compress: "gzip" },
    `TypeError: ${AS} 'compress' must be "auto", "zstd", "zlib" or "none": received 'gzip'`,
  ],
  [
    { maxBufferedBytes: 65_535 },
    `RangeError: ${AS} 'maxBufferedBytes' must be an integer of 65536 or more: received 65535`,
  ],
  [
    { maxMessageBytes: NaN },
    `TypeError: ${AS} 'maxMessageBytes' must be an integer of 65536 or more: received NaN`,
  ],
  [
    { drain: -1 },
    `RangeError: ${AS} 'drain' must be a number of seconds from 0 to 86400: received -1`,
  ],
  [
    { drain: Infinity },
    `RangeError: ${AS} 'drain' must be a number of seconds from 0 to 86400: received Infinity`,
  ],
  [{ spendReserve: 1 }, `TypeError: ${AS} 'spendReserve' must be true or false: received 1`],
  [
    { handlers: "" },
    `RangeError: ${AS} 'handlers' must be the path or file URL of a module: received ''`,
  ],
  [
    { handlers: "https://x/handlers.js" },
    `RangeError: ${AS} 'handlers' must be the path or file URL of a module: received 'https://x/handlers.js'`,
  ],
  [
    { handlers: () => true },
    `TypeError: ${AS} 'handlers' must be the path or file URL of a module: received [Function: handlers]`,
  ],
  [
    { sessions: new Map() },
    `TypeError: ${AS} 'sessions' must have the methods load, put, end, seqs, identify, unused, flush, close: received Map(0) {}`,
  ],
  [{ identify: {} }, `TypeError: ${AS} 'identify' must have the methods lease: received {}`],
  [
    { logger: () => {} },
    `TypeError: ${AS} 'logger' must have the methods debug, info, warn, error: received [Function: logger]`,
  ],
  [{ shardOptions: {} }, `TypeError: ${AS} 'shardOptions' must be a function: received {}`],
  [{ ca: "none" }, `RangeError: ${AS} 'ca' must be certificates in PEM: received 'none'`],
  [{ ca: 1 }, `TypeError: ${AS} 'ca' must be certificates in PEM: received 1`],
  [
    { apiUrl: "discord.com" },
    `RangeError: ${AS} 'apiUrl' must be a URL that begins with https:// or http:// and has no query: received 'discord.com'`,
  ],
  [
    { apiUrl: "https://x/?a" },
    `RangeError: ${AS} 'apiUrl' must be a URL that begins with https:// or http:// and has no query: received 'https://x/?a'`,
  ],
  [
    { gatewayUrl: "https://x" },
    `RangeError: ${AS} 'gatewayUrl' must be a URL that begins with wss:// or ws:// and has no query: received 'https://x'`,
  ],
  [{ properties: { os: 1 } }, `TypeError: ${AS} 'properties.os' must be a string: received 1`],
  [
    { presence: { status: "away" } },
    `TypeError: ${AS} 'presence' must be what op 3 takes: { status, activities, since, afk }: received { status: 'away' }`,
  ],
  [{ shard: 4 }, `TypeError: ${AS} 'shard' is no option, the nearest is 'shards'`],
];

test("each wrong option is refused by name, with what it must be and what came", () => {
  for (const [options, error] of TABLE) {
    assert.equal(String(refused({ token, ...options })), error);
  }
});

test("a token that is none is refused, whatever it is", () => {
  const must = `${AS} 'token' must be the bot's token, not empty and without white space`;
  assert.equal(String(refused({ token: undefined })), `TypeError: ${must}: received undefined`);
  assert.equal(String(refused({ token: "" })), `RangeError: ${must}: received an empty string`);
  assert.equal(String(refused({ token: `${token}\n` })), `RangeError: ${must}: received string`);
  assert.equal(String(refused({ token: [token] })), `TypeError: ${must}: received object`);
  assert.equal(String(refused({})), `TypeError: ${AS} 'token' must be given: received undefined`);
});

test("a token in the wrong place is not shown either", () => {
  assert.equal(
    String(refused(token)),
    `TypeError: ${AS} 'options' must be an object: received string`,
  );
  assert.equal(
    String(refused(null)),
    `TypeError: ${AS} 'options' must be an object: received null`,
  );
  assert.equal(
    String(refused({ token, tokn: token })),
    `TypeError: ${AS} 'tokn' is no option, the nearest is 'token'`,
  );
  assert.equal(
    String(refused({ token, logger: { token } })),
    `TypeError: ${AS} 'logger' must have the methods debug, info, warn, error: received { token: '[token]' }`,
  );
  refused({ token, intents: [token] });
  refused({ token, events: [`${token}?`] });
  refused({ token, properties: { os: [token] } });
});

test("what shardOptions gives is checked as well", () => {
  const table: readonly (readonly [given: unknown, error: string])[] = [
    [
      { largeThreshold: 1 },
      "RangeError: Cannot start shard 3 as 'largeThreshold' must be an integer from 50 to 250: received 1",
    ],
    [
      { intent: 1 },
      "TypeError: Cannot start shard 3 as 'intent' is no option, the nearest is 'intents'",
    ],
    [1, "TypeError: Cannot start shard 3 as 'shardOptions' must be an object: received number"],
  ];
  for (const [given, error] of table) {
    const options = { token, shardOptions: () => given } as unknown as CoordinatorOptions;
    assert.throws(
      () => settingsOf(options).identifySettings(3),
      (thrown) => String(thrown) === error,
    );
  }
});

test("presence and properties that would not fit an identify are refused", () => {
  const presence = { status: "online", activities: [{ name: "é".repeat(1_750), type: 0 }] };
  assert.match(
    String(refused({ token, presence })),
    /^RangeError: Cannot start a coordinator as 'presence' and 'properties' must fit an identify/,
  );
});

test("a module on another machine is refused as a URL object as well", () => {
  const handlers = new URL("https://x/handlers.js");
  assert.match(String(refused({ token, handlers })), /must be the path or file URL of a module/);
});
