import assert from "node:assert/strict";
import { test } from "node:test";
import { InvalidArgumentError } from "commander";
import * as value from "../../src/ops/values.js";

function refuses(read: (text: string) => unknown, texts: readonly string[], says: RegExp): void {
  for (const text of texts) {
    assert.throws(
      () => read(text),
      (error) => error instanceof InvalidArgumentError && says.test(error.message),
      text,
    );
  }
}

test("--shards takes auto and whole numbers from 1", () => {
  assert.equal(value.autoOrCount("auto"), "auto");
  assert.equal(value.autoOrCount("64"), 64);
  refuses(value.autoOrCount, ["", "0", "-1", "1.5", "0x10", "1e3", "many"], /whole number from 1/);
});

test("--shard-ids takes numbers and ranges, each shard once and in order", () => {
  assert.deepEqual(value.shardIds("20,0-3,2"), [0, 1, 2, 3, 20]);
  assert.deepEqual(value.shardIds("7"), [7]);
  assert.deepEqual(value.shardIds("0-1, 5"), [0, 1, 5]);
  refuses(value.shardIds, ["", ",", "3-1", "a", "1-", "-1", "1--2", "0-99999999"], /0-15,20/);
});

test("--intents takes names in any style, numbers and the two words", () => {
  assert.equal(value.intents("GUILDS,guild-messages"), 1 | 512);
  assert.equal(value.intents("Guilds GuildMessages"), 1 | 512);
  assert.equal(value.intents("513"), 513);
  assert.equal(value.intents("all") & 32_768, 32_768);
  assert.equal(value.intents("unprivileged") & 32_768, 0);
});

test("an unknown intent is refused with the nearest one", () => {
  refuses(value.intents, ["Guilds,GuildMesages"], /nearest is GuildMessages/);
  refuses(value.intents, ["", ","], /Give names/);
});

test("--events takes names in any style and an undocumented one as well", () => {
  assert.deepEqual(value.events("message-create,GUILD_CREATE"), ["MESSAGE_CREATE", "GUILD_CREATE"]);
  refuses(value.events, ["MESSAGE_CREAT"], /nearest is MESSAGE_CREATE/);
});

test("--presence takes a JSON object and nothing else", () => {
  assert.deepEqual(value.presence('{"status":"idle"}'), { status: "idle" });
  refuses(value.presence, ["", "idle", "[]", "null", "1", '{"status":'], /JSON object/);
});

test("--large-threshold takes what Discord takes", () => {
  assert.equal(value.largeThreshold("50"), 50);
  assert.equal(value.largeThreshold("250"), 250);
  refuses(value.largeThreshold, ["49", "251", "x"], /from 50 to 250/);
});

test("--drain takes seconds with a fraction", () => {
  assert.equal(value.seconds("0"), 0);
  assert.equal(value.seconds("2.5"), 2.5);
  refuses(value.seconds, ["", "-1", "3601", "1s", "Infinity"], /0 to 3600/);
});

test("URLs are refused when they lead to another protocol", () => {
  assert.equal(value.apiUrl("http://127.0.0.1:1/api/v10"), "http://127.0.0.1:1/api/v10");
  assert.equal(value.gatewayUrl("ws://127.0.0.1:1"), "ws://127.0.0.1:1");
  refuses(value.apiUrl, ["127.0.0.1:80", "ws://x", "/api", ""], /https:\/\/discord\.com/);
  refuses(value.gatewayUrl, ["https://x", "gateway.discord.gg"], /wss:\/\/gateway/);
});

test("words are taken in any case", () => {
  const level = value.oneOf(["info", "warn"]);
  assert.equal(level("INFO"), "info");
  refuses(level, ["loud", ""], /info, warn/);
});

test("a port may be 0, a rate too", () => {
  assert.equal(value.port("0"), 0);
  assert.equal(value.rate("0"), 0);
  refuses(value.port, ["65536", "-1", "http"], /65535/);
});

test("--http takes a port, and a host before it", () => {
  assert.deepEqual(value.http("8080"), { port: 8_080 });
  assert.deepEqual(value.http("0"), { port: 0 });
  assert.deepEqual(value.http("0.0.0.0:8080"), { host: "0.0.0.0", port: 8_080 });
  assert.deepEqual(value.http("localhost:8080"), { host: "localhost", port: 8_080 });
  assert.deepEqual(value.http("[::1]:8080"), { host: "::1", port: 8_080 });
  const wrong = [
    "",
    ":80",
    "a",
    "a:",
    "::1:80",
    "[a]:80",
    "[::1]",
    "65536",
    "http://a:80",
    "a b:1",
  ];
  refuses(value.http, wrong, /8080, 0\.0\.0\.0:8080 or \[::1\]:8080/);
});
