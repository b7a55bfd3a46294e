import assert from "node:assert/strict";
import test from "node:test";
import { baseUrl, GATEWAY_PROTOCOLS } from "../../src/discord/base-url.js";

test("a URL loses its query, its fragment and its trailing slashes", () => {
  const table = [
    ["wss://gateway.discord.gg", "wss://gateway.discord.gg"],
    ["wss://gateway.discord.gg/", "wss://gateway.discord.gg"],
    ["WSS://Gateway.Discord.GG//?v=9&encoding=etf#x", "wss://gateway.discord.gg"],
    ["ws://127.0.0.1:8080/proxy/", "ws://127.0.0.1:8080/proxy"],
    ["ws://[::1]:80/", "ws://[::1]"],
  ];
  for (const [given, base] of table) {
    assert.equal(baseUrl(given ?? "", GATEWAY_PROTOCOLS), base);
  }
});

test("what is no such URL, or holds a password, has none", () => {
  for (const text of ["", "gateway", "//x", "https://x", "wss://", "wss://a:b@x", "wss://a@x"]) {
    assert.equal(baseUrl(text, GATEWAY_PROTOCOLS), undefined, text);
  }
});
