import assert from "node:assert/strict";
import { test } from "node:test";
import { coloured, isTerminal, paintFor } from "../../src/ops/colour.js";

const terminal = { isTTY: true };
const pipe = {};

test("a terminal is coloured and a pipe is not", () => {
  assert.equal(coloured(terminal, {}), true);
  assert.equal(coloured(pipe, {}), false);
});

test("NO_COLOR takes colours off, FORCE_COLOR puts them on, and the first wins", () => {
  assert.equal(coloured(terminal, { NO_COLOR: "1" }), false);
  assert.equal(coloured(terminal, { NO_COLOR: "" }), true);
  assert.equal(coloured(pipe, { FORCE_COLOR: "1" }), true);
  assert.equal(coloured(terminal, { FORCE_COLOR: "0" }), false);
  assert.equal(coloured(pipe, { FORCE_COLOR: "1", NO_COLOR: "1" }), false);
});

test("a dumb terminal is no terminal to draw on", () => {
  assert.equal(isTerminal(terminal, { TERM: "dumb" }), false);
  assert.equal(coloured(terminal, { TERM: "dumb" }), false);
});

test("paint leaves the text as it is where there are no colours", () => {
  assert.equal(paintFor(pipe, {})("green", "up"), "up");
  assert.notEqual(paintFor(pipe, { FORCE_COLOR: "1" })("green", "up"), "up");
});
