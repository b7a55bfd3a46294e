import assert from "node:assert/strict";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import test from "node:test";
import { inspect } from "node:util";
import { fetchGatewayBot } from "../../src/discord/gateway-bot.js";
import { GatewayError } from "../../src/discord/gateway-error.js";
import { json, serveInTurn } from "../support/http-api.js";

const token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";
const limit = { total: 1000, remaining: 999, reset_after: 14_400_000, max_concurrency: 1 };
const ANSWER = { url: "wss://gateway.discord.gg", shards: 9, session_start_limit: limit };

const good: RequestListener = (_request, response) => json(response, 200, ANSWER);

test("one request with Discord's headers brings the answer", async (t) => {
  const { apiUrl, requests } = await serveInTurn(t, (request, response) => {
    assert.equal(request.url, "/api/v10/gateway/bot");
    assert.equal(request.headers.authorization, `Bot ${token}`);
    assert.match(request.headers["user-agent"] ?? "", /^DiscordBot \(https:/);
    json(response, 200, ANSWER);
  });
  assert.equal((await fetchGatewayBot({ apiUrl, token })).shards, 9);
  assert.equal(requests(), 1);
});

test("a refused token is refused at once", async (t) => {
  const { apiUrl, requests } = await serveInTurn(t, (_request, response) => {
    json(response, 401, { message: "401: Unauthorized", code: 0 });
  });
  await assert.rejects(fetchGatewayBot({ apiUrl, token }), { code: "TOKEN_REFUSED" });
  assert.equal(requests(), 1);
});

test("a token that no header can hold is refused and not shown", async () => {
  const bad = `${token}\n${token}`;
  const error: unknown = await fetchGatewayBot({ apiUrl: "http://127.0.0.1:9", token: bad }).catch(
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GatewayError && error.code === "TOKEN_REFUSED");
  assert.ok(!inspect(error).includes("Cl2FMQ"));
});

test("faults of every kind are tried again until an answer comes", async (t) => {
  t.mock.method(Math, "random", () => 0);
  const { apiUrl, requests } = await serveInTurn(
    t,
    (_request, response) => json(response, 500, { message: "Internal Server Error" }),
    (_request, response) => response.writeHead(502).end("<html>bad gateway</html>"),
    (_request, response) => json(response, 404, { message: "404: Not Found" }),
    (_request, response) => response.end("not json"),
    (_request, response) => json(response, 200, { url: ANSWER.url }),
    (_request, response) => json(response, 200, { ...ANSWER, shards: "9" }),
    (_request, response) => json(response, 200, { ...ANSWER, url: "ftp://x" }),
    (_request, response) => response.end("x".repeat(100_000)),
    (request) => request.socket.destroy(),
    (_request, response) => {
      response.writeHead(200, { "content-length": "900" });
      response.write("{", () => response.destroy());
    },
    good,
  );
  assert.equal((await fetchGatewayBot({ apiUrl, token })).maxConcurrency, 1);
  assert.equal(requests(), 11);
});

test("a redirect is not followed, so that the token stays with its host", async (t) => {
  t.mock.method(Math, "random", () => 0);
  const elsewhere = await serveInTurn(t, good);
  const { apiUrl } = await serveInTurn(
    t,
    (_request, response) => {
      response.writeHead(302, { location: `${elsewhere.apiUrl}/gateway/bot` }).end();
    },
    good,
  );
  await fetchGatewayBot({ apiUrl, token });
  assert.equal(elsewhere.requests(), 0);
});

test("an API that stays away is given up with its last fault as the cause", async (t) => {
  t.mock.method(Math, "random", () => 0);
  const { apiUrl, server } = await serveInTurn(t, good);
  server.close();
  await once(server, "close");
  const error: unknown = await fetchGatewayBot({ apiUrl, token, timeout: 50 }).catch(
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GatewayError && error.code === "API_UNREACHABLE");
  assert.match(
    error.message,
    /^Cannot learn the gateway from http:.* within 0\.05 s: .*ECONNREFUSED/,
  );
  assert.ok(error.cause instanceof Error);
  assert.ok(!inspect(error, { depth: null, showHidden: true }).includes("Cl2FMQ"));
});
