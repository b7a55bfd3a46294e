import assert from "node:assert/strict";
import test from "node:test";
import { GatewayCloseCodes } from "discord-api-types/gateway/v10";
import { type AfterClose, closeCode } from "../../src/discord/close-codes.js";

/** What to do after each code that anybody documents, and after some that nobody does. */
const TABLE: Readonly<Record<AfterClose, readonly number[]>> = {
  resume: [1000, 1001, 1005, 1006, 1011, 4000, 4002, 4008, 4017, 4999],
  identify: [4001, 4003, 4005, 4006, 4007, 4009, 4015, 4016],
  stop: [4004, 4010, 4011, 4012, 4013, 4014],
};

test("each close code leads to a resume, an identify or the end", () => {
  for (const [after, codes] of Object.entries(TABLE)) {
    for (const code of codes) {
      assert.equal(closeCode(code).after, after, String(code));
    }
  }
});

test("every documented code has a name of its own", () => {
  const documented = Object.values(GatewayCloseCodes).filter((code) => typeof code === "number");
  assert.equal(documented.length, 14);
  const names = documented.map((code) => closeCode(code).name);
  assert.equal(new Set(names).size, 14);
  assert.ok(!names.includes("unknown code"), names.join());
});

test("a code that ends all says what to do about it, and no other does", () => {
  for (const [after, codes] of Object.entries(TABLE)) {
    for (const code of codes) {
      assert.equal(closeCode(code).hint !== undefined, after === "stop", String(code));
    }
  }
});

test("a code that nobody documents is named by its kind", () => {
  assert.equal(closeCode(1006).name, "closed");
  assert.equal(closeCode(4999).name, "unknown code");
});
