import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { run, start } from "../support/command.js";

test("simulate prints one line that says where it is, serves, and ends with 0", async () => {
  const simulator = start(["simulate", "--shards", "3", "--max-concurrency", "2"]);
  await simulator.until("stdout", "\n");
  const { apiUrl, gatewayUrl, token } = JSON.parse(simulator.stdout());
  assert.match(apiUrl, /^http:\/\/127\.0\.0\.1:\d+\/api\/v10$/);
  assert.match(gatewayUrl, /^ws:\/\/127\.0\.0\.1:\d+/);
  const answer = await fetch(`${apiUrl}/gateway/bot`, {
    headers: { authorization: `Bot ${token}` },
  });
  const { shards, session_start_limit: limit } = JSON.parse(await answer.text());
  assert.deepEqual([shards, limit.max_concurrency], [3, 2]);
  simulator.child.kill("SIGTERM");
  const { code, stdout, stderr } = await simulator.ended;
  assert.deepEqual([code, stdout.split("\n").length, stderr], [0, 2, ""]);
});

test("simulate on a busy port ends with 69 and says what to do", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { code, stdout, stderr } = await run(["simulate", "--port", String(port)]);
  server.close();
  assert.deepEqual([code, stdout], [69, ""]);
  assert.match(stderr, new RegExp(`port ${port}: it is in use.*--port`));
  assert.doesNotMatch(stderr, /\n {4}at /);
});
