// What the simulator tells about its clients, in process and at /control.

import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES } from "../../src/simulator/index.js";
import { at } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

async function post(simulated: Simulated, body: string): Promise<[number, unknown]> {
  const url = new URL("/control", simulated.address.apiUrl);
  const response = await fetch(url, { method: "POST", body });
  return [response.status, await response.json()];
}

test("a session shows what was sent: how many of each, and each one where asked for", async () => {
  await using simulated = await Simulated.start({ keepSent: true });
  const { client, ready } = await simulated.identified();
  simulated.simulator.emit(0, "MARK", {});
  await client.event("MARK");
  await client.count(5);
  const [session] = simulated.simulator.sessions;
  const { sent = [], ...rest } = session ?? {};
  assert.deepEqual(rest, {
    id: ready.id,
    shard: 0,
    total: 1,
    intents: 1,
    seq: 4,
    connected: true,
    heartbeatSeq: null,
    reach: 0,
    counts: { READY: 1, GUILD_CREATE: 2, MARK: 1 },
    end: null,
  });
  const dispatches = client.messages.filter(({ op }) => op === 0);
  assert.deepEqual(
    sent,
    dispatches.map(({ s, t }) => ({ s, t })),
  );
});

test("GET /control shows violations, sessions and counters", async () => {
  await using simulated = await Simulated.start({ now: () => 5 });
  const { ready } = await simulated.identified();
  const client = await simulated.connect();
  client.send(99, null);
  await client.end();
  const response = await fetch(new URL("/control", simulated.address.apiUrl));
  const body: unknown = await response.json();
  assert.equal(at(body, "violations", 0, "rule"), "opcode");
  assert.equal(at(body, "violations", 0, "at"), 5);
  assert.equal(at(body, "violations", 0, "shard"), null);
  assert.equal(at(body, "sessions", 0, "id"), ready.id);
  assert.equal(at(body, "sessions", 0, "connected"), true);
  assert.equal(at(body, "identifies"), 1);
  assert.equal(at(body, "resumes"), 0);
  assert.equal(at(body, "connections"), 2);
  assert.equal(at(body, "closes", "4001"), 1);
  assert.equal(JSON.stringify(body).includes(simulated.address.token), false);
});

test("POST /control injects events and faults", async () => {
  await using simulated = await Simulated.start();
  const { client } = await simulated.identified();
  const event = { kind: "dispatch", shard: 0, name: "HELLO_THERE", data: { a: [1] } };
  assert.deepEqual(await post(simulated, JSON.stringify(event)), [200, { hit: 1 }]);
  assert.deepEqual((await client.event("HELLO_THERE")).d, { a: [1] });
  assert.deepEqual(await post(simulated, `{"kind":"close","code":4000}`), [200, { hit: 1 }]);
  assert.equal((await client.end()).code, 4000);
  assert.deepEqual(await post(simulated, `{"kind":"outage","ms":50}`), [200, { hit: 0 }]);
});

test("POST /control answers 400 with a sentence to what it does not understand", async () => {
  await using simulated = await Simulated.start();
  for (const [body, message] of [
    ["{kind", /^The body is no JSON: /],
    ["", /^The body is no JSON: /],
    [`{"kind":"explode"}`, /^That is no fault: Cannot use /],
  ] as const) {
    const [status, answer] = await post(simulated, body);
    assert.equal(status, 400);
    assert.match(String(at(answer, "message")), message);
  }
  const response = await fetch(new URL("/control", simulated.address.apiUrl), { method: "PUT" });
  assert.equal(response.status, 405);
});

test("waitFor settles with the event, with the condition, or not at all", async () => {
  await using simulated = await Simulated.start();
  const { simulator } = simulated;
  const ready = simulator.waitFor("ready");
  const two = simulator.waitFor(() => simulator.counters.identifies === 2);
  await simulated.identified();
  await ready;
  await simulated.identified();
  await two;
  await simulator.waitFor(() => true);
  await assert.rejects(simulator.waitFor("resume", 20), /Cannot wait longer than 20 ms for resume/);
});

test("a watcher sees what happens, until it is done", async () => {
  await using simulated = await Simulated.start();
  const kinds: string[] = [];
  const stop = simulated.simulator.watch(({ kind }) => kinds.push(kind));
  const { client } = await simulated.identified();
  await simulated.simulator.waitFor(() => kinds.includes("started"));
  stop();
  client.send(1, null);
  await client.op(11);
  const told = kinds.filter((kind) => kind !== "dispatch");
  assert.deepEqual(told, ["connection", "identify", "ready", "started"]);
});

test("a watcher is told every dispatch with the text of its data", async () => {
  await using simulated = await Simulated.start();
  const told = new Map<number, string>();
  const { client } = await simulated.identified();
  simulated.simulator.watch((notice) => {
    if (notice.kind === "dispatch") told.set(notice.s, `${notice.shard} ${notice.t} ${notice.d}`);
  });
  simulated.simulator.emit(0, "ODD", { text: "x", list: [1, null] });
  const { s } = await client.event("ODD");
  assert.equal(told.get(s ?? 0), '0 ODD {"text":"x","list":[1,null]}');
});

test("every rule has a sentence", () => {
  for (const [rule, sentence] of Object.entries(RULES)) {
    assert.match(rule, /^[a-z-]+$/);
    assert.ok(sentence.length > 10, rule);
  }
});

test("closing cuts every connection, and nothing is left to wait for", async () => {
  const simulated = await Simulated.start({ rate: 100 });
  const { client } = await simulated.identified();
  await simulated.simulator.close();
  assert.equal((await client.end()).code, 1006);
  await simulated.simulator.close(); // twice does no harm
});
