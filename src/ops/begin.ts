// The beginning of a run: the status page first, where it is asked for, so that the start can be
// watched on it, then the bot.

import type { Coordinator } from "../coordinator/coordinator.js";
import type { Logger } from "../coordinator/logger.js";
import type { HttpServer } from "./http.js";
import type { HttpOptions } from "./http-options.js";
import { fail, type Audience } from "./listen.js";

/** What serves is loaded by those who ask for it. */
async function serve(gateway: Coordinator, http: HttpOptions, log: Logger): Promise<HttpServer> {
  const { serveHttp } = await import("./http.js");
  const server = await serveHttp(gateway, http);
  log.info({ url: server.url }, `the status page is at ${server.url}`);
  return server;
}

/**
 * Begins. What goes wrong ends the run.
 *
 * @returns what serves the status page; null where nothing does.
 */
export async function begin(
  gateway: Coordinator,
  http: HttpOptions | undefined,
  audience: Audience,
  log: Logger,
): Promise<HttpServer | null> {
  try {
    const server = http === undefined ? null : await serve(gateway, http, log);
    gateway.start().catch((error: unknown) => fail(error, audience));
    return server;
  } catch (error) {
    fail(error, audience);
    return null;
  }
}
