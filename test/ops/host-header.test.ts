import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback, isOwnName } from "../../src/ops/host-header.js";

test("only this machine reaches loopback", () => {
  for (const address of ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"]) {
    assert.ok(isLoopback(address), address);
  }
  for (const address of ["0.0.0.0", "::", "10.0.0.1", "::2", "127.0.0.1.evil.com"]) {
    assert.ok(!isLoopback(address), address);
  }
});

const OWN = [
  "localhost",
  "localhost.",
  "LOCALHOST:8080",
  "127.0.0.1:80",
  "127.9.9.9",
  "[::1]:8080",
];
const FOREIGN = [
  "evil.com",
  "evil.com:8080",
  "localhost.evil.com",
  "127.0.0.1.evil.com",
  "10.0.0.1",
  "[::2]:8080",
  "",
];

test("loopback answers to its own names, whatever the port", () => {
  for (const header of OWN) assert.ok(isOwnName(header, "127.0.0.1"), header);
});

test("loopback answers to no other name", () => {
  for (const header of FOREIGN) assert.ok(!isOwnName(header, "127.0.0.1"), header);
});

test("the name that was bound is its own", () => {
  assert.ok(isOwnName("my-laptop:8080", "My-Laptop"));
});
