// From the upgrade to Hello, and everything that can stand in between.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { at, QUERY, RawClient } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

test("Hello comes first, with the interval and a trace", async () => {
  await using simulated = await Simulated.start();
  const client = await simulated.connect();
  const { d } = await client.op(10);
  assert.equal(at(d, "heartbeat_interval"), 41_250);
  assert.ok(Array.isArray(at(d, "_trace")));
  assert.equal(client.messages.length, 1);
});

for (const query of ["/?v=8&encoding=json", "/?encoding=json", "/?v=x"]) {
  test(`a connection with ${query} is accepted and then closed with 4012`, async () => {
    await using simulated = await Simulated.start();
    const client = await simulated.connect(query);
    assert.equal((await client.end()).code, 4012);
    assert.deepEqual(simulated.rules, ["version"]);
  });
}

test("version 9 and a missing encoding are accepted", async () => {
  await using simulated = await Simulated.start();
  await (await simulated.connect("/?v=9")).op(10);
  assert.deepEqual(simulated.rules, []);
});

for (const query of ["/?v=10&encoding=etf", `${QUERY}&compress=brotli-stream`]) {
  test(`${query} is unknown here: 4000, or 400 where the option says so`, async () => {
    await using simulated = await Simulated.start();
    assert.equal((await (await simulated.connect(query)).end()).code, 4000);
    await using strict = await Simulated.start({ unknownQuery: 400 });
    await assert.rejects(strict.connect(query), /400/);
  });
}

test("permessage-deflate is refused, and its offer goes on record", async () => {
  await using simulated = await Simulated.start();
  const { gatewayUrl, token } = simulated.address;
  const client = await RawClient.open(gatewayUrl, token, QUERY, { perMessageDeflate: true });
  await client.op(10);
  assert.equal(client.socket.extensions, "");
  assert.deepEqual(simulated.rules, ["permessage-deflate"]);
});

test("only the root is a gateway", async () => {
  await using simulated = await Simulated.start();
  await assert.rejects(simulated.connect("/gateway?v=10"), /404/);
});

test("one connection more than allowed gets 503", async () => {
  await using simulated = await Simulated.start({ maxConnections: 1 });
  await simulated.connect();
  await assert.rejects(simulated.connect(), /503/);
});

test("a refused connect is reset, on the listener that the fault names", async () => {
  await using simulated = await Simulated.start();
  const { ready } = await simulated.identified();
  simulated.simulator.inject({ kind: "refuse", host: "resume", times: 2 });
  await assert.rejects(simulated.connect(QUERY, ready.url));
  await (await simulated.connect()).op(10);
  await assert.rejects(simulated.connect(QUERY, ready.url));
  await (await simulated.connect(QUERY, ready.url)).op(10);
});

test("an upgrade may stay unanswered", async () => {
  await using simulated = await Simulated.start();
  simulated.simulator.inject({ kind: "noUpgrade" });
  const { gatewayUrl, token } = simulated.address;
  const client = new RawClient(gatewayUrl, token, QUERY, { handshakeTimeout: 80 });
  const [error] = await once(client.socket, "error");
  assert.match(String(error), /handshake has timed out/);
});

test("Hello may never come, or late", async () => {
  await using simulated = await Simulated.start();
  simulated.simulator.inject({ kind: "noHello" });
  const silent = await simulated.connect();
  simulated.simulator.inject({ kind: "helloDelay", delay: 40 });
  const late = await simulated.connect();
  assert.equal(late.messages.length, 0);
  await late.op(10);
  assert.equal(silent.messages.length, 0);
});

test("Hello may hold any interval", async () => {
  await using simulated = await Simulated.start();
  for (const interval of [0, -1, "soon", null, 2 ** 40]) {
    simulated.simulator.inject({ kind: "helloInterval", interval });
    const { d } = await (await simulated.connect()).op(10);
    assert.equal(at(d, "heartbeat_interval"), interval);
  }
});

test("op 7 may come before Hello, or in its place, and the close follows", async () => {
  await using simulated = await Simulated.start({ reconnectGrace: 20 });
  simulated.simulator.inject({ kind: "reconnectBeforeHello" });
  const before = await simulated.connect();
  assert.equal((await before.end()).code, 4000);
  assert.deepEqual(ops(before), [7, 10]);
  simulated.simulator.inject({ kind: "reconnectInsteadOfHello" });
  const instead = await simulated.connect();
  assert.equal((await instead.end()).code, 4000);
  assert.deepEqual(ops(instead), [7]);
});

test("a close may come in place of Hello", async () => {
  await using simulated = await Simulated.start();
  simulated.simulator.inject({ kind: "closeBeforeHello", code: 1001, reason: "going away" });
  const client = await simulated.connect();
  assert.deepEqual(await client.end(), { code: 1001, reason: "going away" });
  assert.equal(client.messages.length, 0);
});

for (const resumeHost of ["refuse", "silent", "reset"] as const) {
  test(`a resume host that is set to ${resumeHost} does that`, async () => {
    await using simulated = await Simulated.start({ resumeHost });
    const { ready } = await simulated.identified();
    assert.notEqual(ready.url, simulated.address.gatewayUrl);
    const attempt = simulated.connect(QUERY, ready.url);
    if (resumeHost !== "silent") return assert.rejects(attempt);
    const client = await attempt;
    client.send(1, null);
    await client.op(11); // it would have come after Hello
    assert.deepEqual(ops(client), [11]);
  });
}

test("shards are spread over the resume hosts, none of which is the main one", async () => {
  await using simulated = await Simulated.start({ shards: 4, resumePorts: 3 });
  const urls = new Set<string>();
  for (const shard of [0, 1, 2, 3]) {
    const { ready } = await simulated.identified({ shard: [shard, 4] });
    urls.add(ready.url);
  }
  assert.equal(urls.size, 3);
  assert.ok(!urls.has(simulated.address.gatewayUrl));
});

test("clients are told the URLs of a proxy where one stands before the simulator", async () => {
  const own: string[] = [];
  const advertise = (url: string): string => {
    own.push(url);
    return "ws://proxy.example:1";
  };
  await using simulated = await Simulated.start({ advertise });
  const { ready } = await simulated.identified();
  assert.equal(ready.url, "ws://proxy.example:1");
  const { apiUrl, gatewayUrl } = simulated.address;
  assert.deepEqual(await (await fetch(`${apiUrl}/gateway`)).json(), { url: ready.url });
  assert.equal(own.length, 2);
  assert.equal(own[1], gatewayUrl);
});

function ops(client: RawClient): number[] {
  return client.messages.map(({ op }) => op);
}

test("a simulator that closes within a client's goodbye leaves nothing behind", async () => {
  const simulated = await Simulated.start();
  await simulated.identified({ intents: 0 });
  simulated.simulator.inject({ kind: "closeWithoutFrame" });
  await new Promise<void>((resolve) => process.nextTick(resolve)); // the FIN is under way
  await simulated[Symbol.asyncDispose]();
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  assert.ok(!process.getActiveResourcesInfo().includes("TCPSocketWrap"));
});
