// The REST side: its answers, its record and its faults.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../src/simulator/index.js";
import { at } from "../support/raw-client.js";
import { Simulated } from "../support/simulated.js";

const AGENT = { "user-agent": "DiscordBot (https://example.com, 1.0)" };

function get(url: string, token?: string): Promise<Response> {
  const authorization = token === undefined ? {} : { authorization: `Bot ${token}` };
  return fetch(url, { headers: { ...AGENT, ...authorization } });
}

test("GET /gateway tells the URL to anybody, on versioned and unversioned paths", async () => {
  await using simulated = await Simulated.start();
  const { apiUrl, gatewayUrl } = simulated.address;
  assert.match(apiUrl, /^http:\/\/127\.0\.0\.1:\d+\/api\/v10$/);
  const root = new URL(apiUrl).origin;
  for (const base of [apiUrl, `${root}/api`, root]) {
    const response = await get(`${base}/gateway`);
    assert.deepEqual(await response.json(), { url: gatewayUrl });
  }
  assert.deepEqual(simulated.rules, []);
});

test("GET /gateway/bot tells shards and the session start limit", async () => {
  await using simulated = await Simulated.start({ shards: 4, maxConcurrency: 2, total: 9 });
  const { apiUrl, gatewayUrl, token } = simulated.address;
  const body = await (await get(`${apiUrl}/gateway/bot`, token)).json();
  const limit = at(body, "session_start_limit");
  assert.deepEqual(body, { url: gatewayUrl, shards: 4, session_start_limit: limit });
  const left = Number(at(limit, "reset_after"));
  assert.ok(left > 86_390_000 && left <= 86_400_000, String(left));
  assert.deepEqual(limit, { total: 9, remaining: 9, reset_after: left, max_concurrency: 2 });
});

test("a missing or wrong token gets 401 and goes on record", async () => {
  await using simulated = await Simulated.start();
  const { apiUrl, token } = simulated.address;
  for (const response of [
    await get(`${apiUrl}/gateway/bot`),
    await get(`${apiUrl}/gateway/bot`, "wrong"),
    await fetch(`${apiUrl}/gateway/bot`, { headers: { ...AGENT, authorization: token } }),
  ]) {
    assert.equal(response.status, 401);
    assert.deepEqual(await response.json(), { message: "401: Unauthorized", code: 0 });
  }
  assert.deepEqual(simulated.rules, ["token", "token", "token"]);
});

test("a User-Agent that is not a bot's goes on record", async () => {
  await using simulated = await Simulated.start();
  await fetch(`${simulated.address.apiUrl}/gateway`, { headers: { "user-agent": "curl/8" } });
  assert.deepEqual(simulated.rules, ["user-agent"]);
});

test("remaining goes down with each identify and comes back after reset_after", async () => {
  let now = 1_000_000;
  await using simulated = await Simulated.start({ total: 3, resetAfter: 60_000, now: () => now });
  const { apiUrl, token } = simulated.address;
  const limit = async (): Promise<unknown> =>
    at(await (await get(`${apiUrl}/gateway/bot`, token)).json(), "session_start_limit");
  await simulated.identified();
  now += 10_000;
  const base = { total: 3, max_concurrency: 1 };
  assert.deepEqual(await limit(), { ...base, remaining: 2, reset_after: 50_000 });
  now += 50_000;
  assert.deepEqual(await limit(), { ...base, remaining: 3, reset_after: 60_000 });
});

test("other paths and methods get 404 and 405", async () => {
  await using simulated = await Simulated.start();
  const { apiUrl } = simulated.address;
  assert.equal((await get(`${apiUrl}/users/@me`)).status, 404);
  const response = await fetch(`${apiUrl}/gateway`, { method: "POST", headers: AGENT });
  assert.equal(response.status, 405);
});

test("429 comes with retry_after and the headers of a rate limit", async () => {
  await using simulated = await Simulated.start();
  const { apiUrl, token } = simulated.address;
  simulated.simulator.inject({ kind: "http", status: 429, retryAfter: 0.25 });
  const response = await get(`${apiUrl}/gateway/bot`, token);
  assert.equal(response.status, 429);
  assert.equal(at(await response.json(), "retry_after"), 0.25);
  assert.equal(response.headers.get("retry-after"), "1");
  assert.equal(response.headers.get("x-ratelimit-scope"), "user");
  assert.equal((await get(`${apiUrl}/gateway/bot`, token)).status, 200);
});

test("a fault of the API is met as often as it says", async () => {
  await using simulated = await Simulated.start();
  const { apiUrl, token } = simulated.address;
  simulated.simulator.inject({ kind: "http", status: 502, times: 2 });
  const statuses: number[] = [];
  for (let round = 0; round < 3; round++) {
    statuses.push((await get(`${apiUrl}/gateway/bot`, token)).status);
  }
  assert.deepEqual(statuses, [502, 502, 200]);
});

test("the API can answer late, answer garbage, or hang up", async () => {
  await using simulated = await Simulated.start();
  const { apiUrl, token } = simulated.address;
  const meet = (fault: Fault): Promise<Response> => {
    simulated.simulator.inject(fault);
    return get(`${apiUrl}/gateway/bot`, token);
  };
  const start = performance.now();
  assert.equal((await meet({ kind: "httpDelay", delay: 60 })).status, 200);
  assert.ok(performance.now() - start >= 55);
  await assert.rejects((await meet({ kind: "httpGarbage" })).json());
  await assert.rejects(meet({ kind: "httpReset" }));
});
