import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { against } from "../support/against.js";
import { eventsOf, openEvents } from "../support/event-reader.js";

const SAID = /the status page is at (http:\S+\/)/;

test("--http serves from before the start, says where, and through the drain", async () => {
  const simulator = { shards: 2, maxConcurrency: 1, rate: 50 };
  await using run = await against({ simulator, args: ["--http", "0", "-o", "none"] });
  const { command } = run;
  await command.until("stderr", SAID);
  assert.doesNotMatch(command.stderr(), /all shards are ready/);
  const url = SAID.exec(command.stderr())?.[1] ?? "";
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  assert.equal((await fetch(`${url}readyz`)).status, 503);
  await command.until("stderr", "all shards are ready");
  assert.equal((await fetch(`${url}readyz`)).status, 200);
  const texts = await Promise.all(
    ["", "status", "metrics"].map(async (path) => (await fetch(`${url}${path}`)).text()),
  );
  const events = eventsOf(await openEvents(url));
  command.child.kill("SIGTERM");
  for await (const { data } of events) texts.push(data);
  assert.equal((await command.ended).code, 0);
  for (const text of [...texts, command.stderr()]) assert.ok(!text.includes(run.token));
});

test("GATEWAY_HTTP does the same", async () => {
  await using run = await against({ env: { GATEWAY_HTTP: "localhost:0" }, args: ["-o", "none"] });
  await run.command.until("stderr", /the status page is at http:\/\/localhost:\d+\//);
});

test("a port in use ends it with 69, before anything of the bot has begun", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  await using run = await against({ args: ["--http", String(port)] });
  const { code, stderr } = await run.command.ended;
  taken.close();
  assert.equal(code, 69);
  assert.match(stderr, new RegExp(`Cannot listen on 127\\.0\\.0\\.1:${port}: it is in use`));
  assert.equal(run.simulator.counters.requests, 0);
});
