import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  ALL_INTENTS,
  INTENT_NAMES,
  intentBits,
  intentNames,
  PRIVILEGED_INTENTS,
  UNPRIVILEGED_INTENTS,
} from "../../src/discord/intents.js";

test("the words stand for Discord's sums", () => {
  assert.equal(intentBits(["all"]), 53_608_447);
  assert.equal(intentBits(["unprivileged"]), 53_575_421);
  assert.equal(intentBits(["Unprivileged", "message_content"]), 53_575_421 + 32_768);
  assert.equal(ALL_INTENTS, UNPRIVILEGED_INTENTS + PRIVILEGED_INTENTS);
});

test("twilight 64: the 21 intents are distinct bits", () => {
  const bits = INTENT_NAMES.map((name) => intentBits([name]));
  assert.equal(bits.length, 21);
  assert.equal(new Set(bits).size, 21);
  for (const bit of bits) {
    assert.ok(Number.isInteger(Math.log2(bit)), String(bit));
  }
});

test("a name is read in any case and style", () => {
  const styles = [
    "GuildMessages",
    "GUILD_MESSAGES",
    "guild_messages",
    "guild-messages",
    "guild messages",
  ];
  for (const style of styles) {
    assert.equal(intentBits([style]), 512, style);
  }
});

test("former names are read and not written", () => {
  assert.equal(intentBits(["GUILD_BANS"]), 4);
  assert.equal(intentBits(["GuildEmojisAndStickers"]), 8);
  assert.deepEqual(intentNames(12), ["GuildModeration", "GuildExpressions"]);
});

test("names and numbers in digits add up, each bit once", () => {
  assert.equal(intentBits(["Guilds", "513", "guilds"]), 513);
  assert.equal(intentBits(["4294967296", "Guilds"]), 4_294_967_297);
  assert.equal(intentBits([]), 0);
});

test("a number is taken as it is, with bits that nobody documents", () => {
  assert.equal(intentBits(0), 0);
  assert.equal(intentBits(131_072), 131_072);
});

test("twilight 64: any set of intents survives the way to its names and back", () => {
  fc.assert(
    fc.property(fc.subarray([...INTENT_NAMES]), (names) => {
      assert.deepEqual(intentNames(intentBits(names)), names);
    }),
  );
});

test("an unknown name is an error that holds the nearest one", () => {
  const table = [
    ["GuildMesages", "GuildMessages"],
    ["GUILD_MEMBER", "GuildMembers"],
    ["messagecontents", "MessageContent"],
    ["unpriviledged", "unprivileged"],
    ["", "all"],
  ];
  for (const [wrong, right] of table) {
    assert.throws(() => intentBits([wrong ?? ""]), {
      name: "RangeError",
      message: `Cannot read intents as '${wrong}' is no intent, the nearest is ${right}`,
    });
  }
});

test("a number that is no set of bits is refused", () => {
  for (const bits of [-1, 1.5, NaN, 2 ** 53]) {
    assert.throws(() => intentBits(bits), RangeError);
  }
  assert.throws(() => intentBits(["9007199254740993"]), RangeError);
});
