// The REST side: where the gateway is and how many identifies are left.
// https://discord.com/developers/docs/events/gateway#get-gateway-bot

import type { IncomingMessage, ServerResponse } from "node:http";
import { isToken } from "./identify.js";
import { reply } from "./reply.js";
import type { Passer } from "./weather.js";
import type { World } from "./world.js";
import { reset } from "./reset.js";

const NOBODY: Passer = { shard: null, host: "main" };

/** Answers a request to the API; the path is without the query. */
export function answer(
  world: World,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  checkAgent(world, request.headers["user-agent"]);
  const { weather, timers, recorder } = world;
  response.once("finish", () => recorder.note({ kind: "http", path, status: response.statusCode }));
  const delay = weather.meet("httpDelay", NOBODY)?.delay ?? 0;
  timers.soon(delay, () => {
    if (!disturbed(world, response)) route(world, path, request, response);
  });
}

function checkAgent(world: World, agent: string | undefined): void {
  if (agent?.startsWith("DiscordBot (")) return;
  const at = world.settings.now();
  const detail = agent ?? "none";
  world.recorder.note({ kind: "violation", at, shard: null, rule: "user-agent", detail });
}

/** Whether a fault has answered instead. */
function disturbed(world: World, response: ServerResponse): boolean {
  if (world.weather.meet("httpReset", NOBODY) !== undefined) {
    if (response.socket !== null) reset(response.socket);
    return true;
  }
  if (world.weather.meet("httpGarbage", NOBODY) !== undefined) {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>it works!</html>");
    return true;
  }
  const fault = world.weather.meet("http", NOBODY);
  if (fault === undefined) return false;
  if (fault.status === 429) tooMany(response, fault.retryAfter ?? 1);
  else reply(response, fault.status, { message: `${fault.status}: simulated`, code: 0 });
  return true;
}

function tooMany(response: ServerResponse, retryAfter: number): void {
  const body = { message: "You are being rate limited.", retry_after: retryAfter, global: false };
  reply(response, 429, body, {
    "retry-after": String(Math.ceil(retryAfter)),
    "x-ratelimit-limit": "2",
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": String(Date.now() / 1000 + retryAfter),
    "x-ratelimit-reset-after": String(retryAfter),
    "x-ratelimit-bucket": "41f9cd5d28af77da04563bcb1d67fdfd",
    "x-ratelimit-scope": "user",
  });
}

function route(
  world: World,
  path: string,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const [, place] = /^(?:\/api)?(?:\/v\d+)?(\/gateway(?:\/bot)?)$/.exec(path) ?? [];
  if (place === undefined) return reply(response, 404, { message: "404: Not Found", code: 0 });
  if (method !== "GET")
    return reply(response, 405, { message: "405: Method Not Allowed", code: 0 });
  const url = world.gatewayUrl();
  if (place === "/gateway") return reply(response, 200, { url });
  if (!headers.authorization?.startsWith("Bot ") || !isToken(world, headers.authorization)) {
    const at = world.settings.now();
    const detail = headers.authorization === undefined ? "no authorization" : "not the bot's";
    world.recorder.note({ kind: "violation", at, shard: null, rule: "token", detail });
    return reply(response, 401, { message: "401: Unauthorized", code: 0 });
  }
  const { shards } = world.settings;
  reply(response, 200, { url, shards, session_start_limit: world.budget.limit() });
}
