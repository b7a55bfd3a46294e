import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { USER_AGENT, VERSION } from "../../src/discord/user-agent.js";

test("the agent has Discord's form and the package's version", () => {
  const json = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(json) as { version: string };
  assert.equal(VERSION, version);
  assert.match(USER_AGENT, /^DiscordBot \(https:\/\/\S+, \d+\.\d+\.\d+\)$/);
});
