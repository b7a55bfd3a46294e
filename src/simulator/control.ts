// `/control`: what the simulator shows and takes over HTTP, for clients in other processes.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault } from "./fault.js";
import { reply } from "./reply.js";
import type { Violation } from "./recorder.js";
import type { SessionView } from "./view.js";

const LONGEST_BODY = 32 * 1024 * 1024;

/** The side of a simulator that `/control` works. */
export interface Controlled {
  readonly violations: readonly Violation[];
  readonly sessions: readonly SessionView[];
  readonly counters: object;
  inject(fault: Fault): number;
}

/** Shows the state on GET; takes a fault on POST and answers `{"hit": n}`. */
export function control(
  simulator: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method === "GET") {
    const { violations, sessions, counters } = simulator;
    return reply(response, 200, { violations, sessions, ...counters });
  }
  if (request.method !== "POST") {
    return reply(response, 405, { message: "GET shows the state, POST takes a fault" });
  }
  void take(simulator, request, response);
}

async function take(
  simulator: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const fault: unknown = JSON.parse(await bodyOf(request));
    const hit = simulator.inject(fault as Fault); // checks it
    reply(response, 200, { hit });
  } catch (error) {
    const what = error instanceof SyntaxError ? "The body is no JSON" : "That is no fault";
    const why = error instanceof Error ? error.message : String(error);
    reply(response, 400, { message: `${what}: ${why}` });
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer; // without an encoding a stream of HTTP gives nothing else
    length += bytes.length;
    if (length > LONGEST_BODY) throw new RangeError(`more than ${LONGEST_BODY} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}
