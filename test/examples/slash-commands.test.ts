// The example of a bot of slash commands: the API that it is given answers it where the gateway is,
// and takes what it answers to interactions.

import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json as jsonOf } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { json, serveInTurn } from "../support/http-api.js";
import { Example, simulatorForExample } from "../support/example.js";
import type { Address } from "../../src/simulator/index.js";

/** A request to the API. */
interface Call {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly body: unknown;
}

/** An API before the simulator's, and the callbacks that come to it. */
async function api(
  t: TestContext,
  { apiUrl }: Address,
): Promise<{ readonly apiUrl: string; readonly call: () => Promise<Call> }> {
  const calls: Call[] = [];
  const waiting: ((call: Call) => void)[] = [];
  const take = async (request: IncomingMessage): Promise<void> => {
    const call = { method: request.method, path: request.url, body: await jsonOf(request) };
    const next = waiting.shift();
    if (next === undefined) calls.push(call);
    else next(call);
  };
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { authorization = "", "user-agent": agent = "" } = request.headers;
    const headers = { authorization, "user-agent": agent };
    const answer = await fetch(new URL(request.url ?? "/", apiUrl), { headers });
    json(response, answer.status, await answer.json());
  };
  const served = await serveInTurn(t, (request, response) => {
    if (request.method === "POST") void take(request).then(() => response.writeHead(204).end());
    else void pass(request, response);
  });
  return {
    apiUrl: served.apiUrl,
    call: async () => calls.shift() ?? (await new Promise((resolve) => waiting.push(resolve))),
  };
}

function interaction(id: string, name: string): object {
  return { id, token: `token-${id}`, type: 2, data: { id: "1", name, type: 1 } };
}

test("slash-commands.mjs answers commands over the API, and gets nothing else", async (t) => {
  const { simulator, address } = await simulatorForExample();
  await using _ = simulator;
  const { apiUrl, call } = await api(t, address);
  await using example = new Example("slash-commands.mjs", { apiUrl, token: address.token });
  await simulator.waitFor("started", 30_000);
  simulator.emit(0, "INTERACTION_CREATE", interaction("7", "ping"));
  assert.deepEqual(await call(), {
    method: "POST",
    path: "/api/v10/interactions/7/token-7/callback",
    body: { type: 4, data: { content: "pong" } },
  });
  simulator.emit(0, "INTERACTION_CREATE", interaction("8", "shard"));
  const { body } = await call();
  assert.deepEqual(body, { type: 4, data: { content: "This is shard 0." } });
  assert.equal(await example.stop(), 0);
  assert.equal(example.output, "");
  assert.deepEqual(simulator.violations, []);
});
