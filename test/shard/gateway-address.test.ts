import assert from "node:assert/strict";
import { test } from "node:test";
import { gatewayAddress } from "../../src/shard/gateway-address.js";

const ADDRESSES = [
  ["wss://gateway.discord.gg", "none", "wss://gateway.discord.gg/?v=10&encoding=json"],
  ["wss://gateway.discord.gg/", "none", "wss://gateway.discord.gg/?v=10&encoding=json"],
  [
    "wss://gateway.discord.gg",
    "zlib",
    "wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream",
  ],
  [
    "wss://gateway.discord.gg",
    "zstd",
    "wss://gateway.discord.gg/?v=10&encoding=json&compress=zstd-stream",
  ],
  ["ws://127.0.0.1:8080/gateway/", "none", "ws://127.0.0.1:8080/gateway/?v=10&encoding=json"],
  [
    "ws://proxy/path?key=a%20b&v=9&v=8&encoding=etf&compress=zstd-stream",
    "none",
    "ws://proxy/path?key=a+b&v=10&encoding=json",
  ],
  ["wss://[::1]:1/?#top", "none", "wss://[::1]:1/?v=10&encoding=json"],
] as const;

for (const [base, compression, address] of ADDRESSES) {
  test(`twilight 9: ${base} with compression ${compression} becomes ${address}`, () => {
    assert.equal(gatewayAddress(base, compression), address);
  });
}

test("an address that has its query already stays as it is", () => {
  const once = gatewayAddress("wss://gateway.discord.gg", "zlib");
  assert.equal(gatewayAddress(once, "zlib"), once);
});

for (const base of ["", "gateway.discord.gg", "https://discord.com", "ws+unix:/tmp/x", "wss://"]) {
  test(`"${base}" is refused as a gateway URL`, () => {
    assert.throws(() => gatewayAddress(base, "none"), TypeError);
  });
}

test("a refused URL does not stand in the error", () => {
  assert.throws(
    () => gatewayAddress("https://user:secret@discord.com", "none"),
    (error: Error) => !error.message.includes("secret"),
  );
});
