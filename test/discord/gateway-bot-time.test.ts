import assert from "node:assert/strict";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import test, { type TestContext } from "node:test";
import { fetchGatewayBot } from "../../src/discord/gateway-bot.js";
import { json, serveInTurn } from "../support/http-api.js";
import { ManualClock } from "../support/manual-clock.js";

const token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
const limit = { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 };
const ANSWER = { url: "wss://gateway.discord.gg", shards: 9, session_start_limit: limit };

const good: RequestListener = (_request, response) => json(response, 200, ANSWER);
const limited =
  (retryAfter: unknown, headers = {}): RequestListener =>
  (_request, response) =>
    json(response, 429, { message: "limited", retry_after: retryAfter, global: false }, headers);

/** The timer of a try: it is set before the request goes out. */
const TRY = 10_000;

async function waitsFor(t: TestContext, first: RequestListener, ms: number): Promise<void> {
  t.mock.method(Math, "random", () => 1);
  const { apiUrl, requests } = await serveInTurn(t, first, good);
  const clock = new ManualClock();
  const answer = fetchGatewayBot({ apiUrl, token, clock });
  assert.deepEqual([await clock.nextTimer(), await clock.nextTimer()], [TRY, ms]);
  assert.equal(requests(), 1);
  clock.tick(ms);
  await answer;
  assert.equal(requests(), 2);
}

test("a 429 is waited out for as long as its body says", (t) => waitsFor(t, limited(2.5), 2_500));

test("a 429 without a body is waited out for as long as its header says", (t) =>
  waitsFor(t, limited(null, { "retry-after": "3" }), 3_000));

test("a 429 that asks for next to nothing is waited out for 250 ms", (t) =>
  waitsFor(t, limited(0.001), 250));

test("a 429 that asks for a year is tried once more at the end of the minute", (t) =>
  waitsFor(t, limited(31_536_000), 60_000));

test("a 429 that says nonsense is waited out like any fault", (t) =>
  waitsFor(t, limited(-1, { "retry-after": "soon" }), 500));

test("a body that trickles is cut off after 10 s", async (t) => {
  const trickle: RequestListener = (_request, response) => {
    response.writeHead(200).write("{");
    const more = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(more));
  };
  const { apiUrl, server, requests } = await serveInTurn(t, trickle, good);
  const clock = new ManualClock();
  const answer = fetchGatewayBot({ apiUrl, token, clock });
  assert.equal(await clock.nextTimer(), TRY);
  await once(server, "request");
  clock.tick(TRY);
  clock.tick(await clock.nextTimer());
  assert.equal((await answer).shards, 9);
  assert.equal(requests(), 2);
});

test("waits double up to 10 s, and after a minute no try follows", async (t) => {
  t.mock.method(Math, "random", () => 1);
  const { apiUrl, requests } = await serveInTurn(t, (_request, response) => {
    json(response, 503, {});
  });
  const clock = new ManualClock();
  const error = fetchGatewayBot({ apiUrl, token, clock }).catch(String);
  for (const ms of [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000, 10_000, 4_500]) {
    assert.deepEqual([await clock.nextTimer(), await clock.nextTimer()], [TRY, ms]);
    clock.tick(ms);
  }
  assert.equal(
    await error,
    `GatewayError: Cannot learn the gateway from ${apiUrl} within 60 s: it answered with status ` +
      "503; check the network and the API's address, then try again",
  );
  assert.equal(requests(), 11);
});

test("a signal ends a wait at once, with its reason", async (t) => {
  const { apiUrl, requests } = await serveInTurn(t, limited(30), good);
  const clock = new ManualClock();
  const controller = new AbortController();
  const answer = fetchGatewayBot({ apiUrl, token, clock, signal: controller.signal });
  assert.deepEqual([await clock.nextTimer(), await clock.nextTimer()], [TRY, 30_000]);
  const reason = new Error("enough");
  controller.abort(reason);
  await assert.rejects(answer, reason);
  assert.equal(requests(), 1);
  assert.equal(clock.timers, 0);
});

test("a signal ends a try at once, with its reason", async (t) => {
  const { apiUrl, server } = await serveInTurn(t, () => {});
  const controller = new AbortController();
  const answer = fetchGatewayBot({ apiUrl, token, signal: controller.signal });
  await once(server, "request");
  const reason = new Error("enough");
  controller.abort(reason);
  await assert.rejects(answer, reason);
});

test("a signal that has fired already allows no request", async (t) => {
  const { apiUrl, requests } = await serveInTurn(t, good);
  const reason = new Error("enough");
  await assert.rejects(
    fetchGatewayBot({ apiUrl, token, signal: AbortSignal.abort(reason) }),
    reason,
  );
  assert.equal(requests(), 0);
});
