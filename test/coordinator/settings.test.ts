import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { pino } from "pino";
import { generate } from "selfsigned";
import { MemorySessions } from "../../src/coordinator/memory-sessions.js";
import { settingsOf } from "../../src/coordinator/settings.js";
import { noZstd } from "../support/zstd-server.js";

const token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";

test("a token alone is enough: everything else has a default", () => {
  const { identifySettings, sessions, logger, token: held, ...rest } = settingsOf({ token });
  assert.deepEqual(rest, {
    shards: { total: "auto", ids: "all" },
    threads: "auto",
    intents: 53_575_421,
    events: null,
    apiUrl: "https://discord.com/api/v10",
    gatewayUrl: null,
    payload: "decoded",
    compress: noZstd === false ? "zstd" : "zlib",
    handlers: null,
    identifyQueue: null,
    ca: [],
    maxBufferedBytes: 8_388_608,
    maxMessageBytes: 67_108_864,
    drainMs: 10_000,
    spendReserve: false,
  });
  assert.equal(held.reveal(), token);
  assert.ok(sessions instanceof MemorySessions);
  logger.error({}, "goes nowhere");
  assert.deepEqual(identifySettings(7), {
    intents: 53_575_421,
    largeThreshold: 50,
    presence: null,
    properties: { os: process.platform, browser: "gateway-run", device: "gateway-run" },
  });
});

test("an option that is undefined has its default", () => {
  const { drainMs, shards } = settingsOf({ token, drain: undefined, shards: undefined });
  assert.deepEqual({ drainMs, shards }, { drainMs: 10_000, shards: { total: "auto", ids: "all" } });
});

test("shards are a number, or some of a total, in ascending order", () => {
  assert.deepEqual(settingsOf({ token, shards: 4 }).shards, { total: 4, ids: "all" });
  assert.deepEqual(settingsOf({ token, shards: { total: 8, ids: [5, 0] } }).shards, {
    total: 8,
    ids: [0, 5],
  });
  assert.deepEqual(settingsOf({ token, shards: { ids: [9] } }).shards, { total: "auto", ids: [9] });
});

test("names of intents and events are read in any style", () => {
  const { intents, events } = settingsOf({
    token,
    intents: ["Guilds", "GUILD_MESSAGES"],
    events: ["messageCreate", "MESSAGE_CREATE"],
  });
  assert.deepEqual({ intents, events }, { intents: 513, events: ["MESSAGE_CREATE"] });
  assert.deepEqual(settingsOf({ token, events: [] }).events, []);
});

test("URLs lose their trailing slash", () => {
  const { apiUrl, gatewayUrl } = settingsOf({
    token,
    apiUrl: "http://127.0.0.1:8080/api/v10/",
    gatewayUrl: "ws://localhost:8080/",
  });
  assert.equal(apiUrl, "http://127.0.0.1:8080/api/v10");
  assert.equal(gatewayUrl, "ws://localhost:8080");
});

test("what one shard says stands on top of what all say", () => {
  const asked: number[] = [];
  const { identifySettings } = settingsOf({
    token,
    intents: 1,
    largeThreshold: 100,
    properties: { browser: "mine" },
    shardOptions: (shard) => {
      asked.push(shard);
      return shard === 1 ? { intents: ["GuildMessages"], properties: { device: "1" } } : {};
    },
  });
  assert.deepEqual(identifySettings(0), {
    intents: 1,
    largeThreshold: 100,
    presence: null,
    properties: { os: process.platform, browser: "mine", device: "gateway-run" },
  });
  assert.deepEqual(identifySettings(1), {
    intents: 512,
    largeThreshold: 100,
    presence: null,
    properties: { os: process.platform, browser: "mine", device: "1" },
  });
  assert.deepEqual(asked, [0, 1]);
});

test("a certificate is taken as text, as a buffer and in a list", async () => {
  const { cert } = await generate([{ name: "commonName", value: "localhost" }]);
  assert.deepEqual(settingsOf({ token, ca: cert }).ca, [cert]);
  assert.deepEqual(settingsOf({ token, ca: [Buffer.from(cert), cert] }).ca, [cert, cert]);
});

test("a pino logger is a logger", () => {
  const logger = pino({ level: "silent" });
  assert.equal(settingsOf({ token, logger }).logger, logger);
});

test("inspecting the settings does not show the token", () => {
  const shown = inspect(settingsOf({ token: `Bot ${token}` }), { depth: null, showHidden: true });
  assert.ok(!shown.includes("Cl2FMQ"), shown);
});

test("handlers are a URL, whatever they are given as", () => {
  const of = (handlers: string | URL): string | null => settingsOf({ token, handlers }).handlers;
  assert.equal(of(new URL("file:///bot/handlers.js?a=1")), "file:///bot/handlers.js?a=1");
  assert.equal(of("file:///bot/handlers.js"), "file:///bot/handlers.js");
  assert.equal(of("data:text/javascript,0"), "data:text/javascript,0");
  assert.equal(of("/my bot/handlers.js"), "file:///my%20bot/handlers.js");
  assert.equal(of("handlers.js"), pathToFileURL(join(process.cwd(), "handlers.js")).href);
});
