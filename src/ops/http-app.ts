// What is answered over HTTP: probes, metrics, the status, and the status page with its live feed.
// All of it can be read and nothing can be changed.

import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { why } from "../discord/why.js";
import { liveness, readiness, type Verdict } from "./health.js";
import { isOwnName } from "./host-header.js";
import { METRICS_TYPE, metricsOf } from "./metrics.js";
import type { PageFile } from "./page-files.js";
import type { StatusFeed } from "./status-feed.js";
import type { StatusSource } from "./status-source.js";

/** What the answers are made of. */
export interface HttpParts {
  readonly source: StatusSource;
  readonly feed: StatusFeed;
  readonly files: readonly PageFile[];
  /** The host that was asked for, where it is loopback; null where other machines may ask. */
  readonly loopback: string | null;
}

type Env = { readonly Bindings: HttpBindings };

/** How soon a reader that found no place may try again, in seconds. */
const RETRY_AFTER_S = 5;

const TEXT = "text/plain; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

/** On every answer. */
const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

function withType(type: string): Readonly<Record<string, string>> {
  return { ...HEADERS, "content-type": type };
}

function say(
  context: Context<Env>,
  status: 200 | 403 | 404 | 405 | 500 | 503,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return context.body(`${sentence}\n`, status, { ...withType(TEXT), ...headers });
}

function probe(context: Context<Env>, verdict: Verdict): Response {
  return verdict.kind === "ok" ? say(context, 200, "ok") : say(context, 503, verdict.reason);
}

/** Refuses what is no reading, and what a foreign web page may have sent a browser for. */
function guard(loopback: string | null): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { method } = context.req;
    if (method !== "GET" && method !== "HEAD") {
      return say(context, 405, "this can only be read: GET or HEAD", { allow: "GET, HEAD" });
    }
    const host = context.req.header("host"); // every browser sends one
    if (loopback !== null && host !== undefined && !isOwnName(host, loopback)) {
      return say(context, 403, `this listens on ${loopback}: ask for it by that name`);
    }
    return await next();
  };
}

/** The live feed: written to the socket itself, whose state decides what is written when. */
function events(context: Context<Env>, feed: StatusFeed): Response {
  if (context.req.method === "HEAD") {
    return context.body(null, 200, withType("text/event-stream"));
  }
  if (feed.full) {
    const headers = { "retry-after": String(RETRY_AFTER_S) };
    return say(context, 503, "too many status pages are open", headers);
  }
  feed.add(context.env.outgoing, HEADERS, context.req.header("last-event-id") ?? "");
  return RESPONSE_ALREADY_SENT;
}

/** Makes the application. */
export function httpApp({ source, feed, files, loopback }: HttpParts): Hono<Env> {
  const app = new Hono<Env>();
  app.use(guard(loopback));
  app.get("/livez", (context) => probe(context, liveness(source.status())));
  app.get("/readyz", (context) => probe(context, readiness(source.status())));
  app.get("/metrics", async (context) => {
    return context.body(await metricsOf(source.status()), 200, withType(METRICS_TYPE));
  });
  app.get("/status", (context) => {
    return context.body(`${JSON.stringify(source.status())}\n`, 200, withType(JSON_TYPE));
  });
  app.get("/events", (context) => events(context, feed));
  for (const { path, type, text } of files) {
    app.get(path, (context) => context.body(text, 200, withType(type)));
  }
  app.notFound((context) => {
    return say(context, 404, "there are /, /status, /metrics, /livez and /readyz");
  });
  app.onError((error, context) => say(context, 500, why(error)));
  return app;
}
