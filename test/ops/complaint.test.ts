import assert from "node:assert/strict";
import { test } from "node:test";
import { closeCode } from "../../src/discord/close-codes.js";
import { GatewayError } from "../../src/discord/gateway-error.js";
import { complaint, errorFields } from "../../src/ops/complaint.js";
import { intents } from "../../src/ops/values.js";

const circumstances = {
  intents: intents("Guilds,GuildMembers,MessageContent"),
  tokenSource: "DISCORD_TOKEN",
};

test("a refused token is told with where it came from", () => {
  const error = new GatewayError("TOKEN_REFUSED", "Discord refuses the token");
  const text = complaint(error, circumstances);
  assert.equal(text, "Discord refuses the token (it came from DISCORD_TOKEN)");
});

test("refused intents are told by name, only those that were asked for", () => {
  const hint = closeCode(4014).hint ?? "";
  const error = new GatewayError("SETTINGS_REFUSED", hint, { closeCode: 4014 });
  const text = complaint(error, circumstances);
  assert.match(text, /switch on.*discord\.com\/developers/);
  assert.match(text, /you ask for GuildMembers, MessageContent\)$/);
});

test("a refusal of intents names none where no privileged one was asked for", () => {
  const error = new GatewayError("SETTINGS_REFUSED", "Switch them on", { closeCode: 4014 });
  const none = { ...circumstances, intents: intents("unprivileged") };
  assert.equal(complaint(error, none), "Switch them on");
});

test("other refused settings are told in the error's own words", () => {
  const error = new GatewayError("SETTINGS_REFUSED", "Too few shards", { closeCode: 4011 });
  assert.equal(complaint(error, circumstances), "Too few shards");
});

test("shards that are not of the total are told without a stack", () => {
  const error = new RangeError("Cannot start");
  assert.equal(complaint(error, circumstances), "Cannot start");
  assert.deepEqual(errorFields(error), {});
});

test("a log line has the parts of an error that there are", () => {
  const error = new GatewayError("BUDGET_EXHAUSTED", "", { until: 5, cause: new Error("why") });
  assert.equal(
    JSON.stringify(errorFields(error)),
    '{"code":"BUDGET_EXHAUSTED","until":5,"cause":"Error: why"}',
  );
});
