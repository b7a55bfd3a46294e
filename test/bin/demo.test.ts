import assert from "node:assert/strict";
import { test } from "node:test";
import { start } from "../support/command.js";

/** The messages of a log in JSON. */
function messages(stderr: string): readonly string[] {
  const lines = stderr.split("\n").filter((line) => line !== "");
  return lines.map((line) => String(JSON.parse(line).msg));
}

test("the demo loses a connection, resumes, and sums up what came of it", async () => {
  const command = start(["--demo", "2", "-o", "none"]);
  await command.until("stderr", /shard \d resumed after/);
  command.child.kill("SIGINT");
  const { code, stdout, stderr } = await command.ended;
  assert.deepEqual([code, stdout], [0, ""], stderr);
  const said = messages(stderr);
  assert.ok(said.some((text) => /^shard \d lost its connection \(network, 1006\)$/.test(text)));
  assert.ok(said.some((text) => /^shard \d resumed after \d+\.\d s, nothing lost$/.test(text)));
  assert.match(said.at(-1) ?? "", /^demo: [\d,]{3,} events, 1 resume, 2 identifies, lost 0$/);
});

test("the demo writes every event into a pipe, without a gap where it resumed", async () => {
  const command = start(["--demo", "2", "--log-format", "pretty"]);
  await command.until("stderr", /shard \d resumed after/);
  command.child.kill("SIGTERM");
  const { code, stdout, stderr } = await command.ended;
  assert.equal(code, 0, stderr);
  const last = new Map<string, number>();
  for (const line of stdout.trimEnd().split("\n")) {
    const { session, s } = JSON.parse(line);
    assert.equal(s, (last.get(session) ?? 0) + 1);
    last.set(session, s);
  }
  assert.equal(last.size, 2);
  const lines = stdout.split("\n").length - 1;
  assert.ok(stderr.includes(`demo: ${lines.toLocaleString("en")} events, 1 resume`), stderr);
});
