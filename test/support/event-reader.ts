// Reads server-sent events as a browser does, one after the other.

import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";

/** One event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

/** Opens a stream; breaking out of the loop closes it. */
export async function openEvents(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<IncomingMessage> {
  const asked = request(new URL("/events", url), { headers, agent: false }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return response;
}

/** The events of an open stream. */
export async function* eventsOf(response: IncomingMessage): AsyncGenerator<ServerEvent> {
  try {
    let fields: Record<string, string> = {};
    for await (const line of createInterface({ input: response })) {
      const [name = "", value = ""] = line.split(/: (.*)/s, 2);
      if (line !== "") fields[name] = value;
      else if (fields["event"] !== undefined) {
        yield { event: fields["event"], data: fields["data"] ?? "", id: fields["id"] ?? "" };
      }
      if (line === "") fields = {};
    }
  } finally {
    response.destroy();
  }
}

/** The first event that passes a test, by which time all before it have been read. */
export async function nextEvent(
  events: AsyncIterable<ServerEvent>,
  test: (event: ServerEvent) => boolean,
): Promise<ServerEvent> {
  for await (const event of events) if (test(event)) return event;
  throw new Error("The stream ended before");
}
