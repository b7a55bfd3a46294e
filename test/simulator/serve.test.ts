// The simulator as a process: one line of JSON, then service until a signal.

import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../src/simulator/serve.js";
import { at, RawClient } from "../support/raw-client.js";

const SCRIPT = fileURLToPath(new URL("../support/simulate.js", import.meta.url));

async function run(options: object): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [chunk] = await once(child.stdout, "data");
  return { child, line: String(chunk) };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`it prints one line, serves, and ends on ${signal}`, async () => {
    const { child, line } = await run({ shards: 2, rate: 50 });
    assert.match(
      line,
      /^\{"apiUrl":"[^"]+\/api\/v10","gatewayUrl":"ws:[^"]+","token":"[^"]+"\}\n$/,
    );
    const address: unknown = JSON.parse(line);
    const client = await RawClient.open(
      String(at(address, "gatewayUrl")),
      String(at(address, "token")),
    );
    await client.ready({ shard: [0, 2] });
    child.kill(signal);
    assert.deepEqual(await once(child, "exit"), [0, null]);
    await client.end();
  });
}

test("a port that is taken is an error with code EADDRINUSE", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = Number(at(server.address(), "port"));
  const output = { write: () => assert.fail("nothing is printed") };
  await assert.rejects(serve({ port }, output), { code: "EADDRINUSE" });
  server.close();
});

test("in process it ends with its signal", async () => {
  const lines: string[] = [];
  const stop = new AbortController();
  const served = serve({}, { write: (text) => lines.push(text) }, stop.signal);
  while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await served;
  assert.equal(lines.length, 1);
  assert.equal(process.listenerCount("SIGINT"), 0);
});
