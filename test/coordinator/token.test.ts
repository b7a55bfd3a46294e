import assert from "node:assert/strict";
import test from "node:test";
import { format, inspect } from "node:util";
import { isToken, Token } from "../../src/coordinator/token.js";

const SECRET = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";

test("only reveal shows a token", () => {
  const token = new Token(SECRET);
  const holder = { settings: { token } };
  const shown = [
    inspect(holder, { depth: null, showHidden: true, getters: true }),
    format("%s %o %O %j", token, token, holder, holder),
    JSON.stringify(holder),
    JSON.stringify(structuredClone(holder)),
    String(token),
    Object.entries(token).join(),
  ];
  assert.ok(!shown.join("\n").includes("Cl2FMQ"));
  assert.equal(token.reveal(), SECRET);
});

test("a leading Bot is taken off", () => {
  for (const text of [`Bot ${SECRET}`, `bot  ${SECRET}`, SECRET]) {
    assert.equal(new Token(text).reveal(), SECRET);
  }
});

test("the digest is the SHA-256 of the bare token", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(new Token("Bot abc").digest(), abc);
});

test("what cannot stand in a header is no token, and the error does not show it", () => {
  for (const text of ["", " ", "Bot ", "to ken", "token\n", "\ttoken", "tokén", "Bot Bot token"]) {
    assert.equal(isToken(text), false, JSON.stringify(text));
    assert.throws(
      () => new Token(text),
      (error) => error instanceof RangeError && !/t\Soken|tok.n$/.test(error.message),
    );
  }
});
