import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../support/command.js";

const TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.hush.a-token-that-must-not-be-shown";

test("a Discord that cannot be reached for a minute ends with 69", async () => {
  const began = performance.now();
  const args = ["--api-url", "http://127.0.0.1:1/api/v10"];
  const env = { DISCORD_TOKEN: TOKEN };
  const outcomes = await Promise.all([run(args, env), run([...args, "--dry-run"], env)]);
  for (const { code, stdout, stderr } of outcomes) {
    assert.equal(code, 69, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, /API_UNREACHABLE/);
    assert.ok(!stderr.includes(TOKEN));
  }
  const seconds = (performance.now() - began) / 1_000;
  assert.ok(seconds > 50 && seconds < 75, `${seconds} s`);
});
