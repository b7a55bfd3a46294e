// One reader of server-sent events. Nothing is written while what was written before has not left
// for the network, so that a reader which does not read costs one message of memory.
// https://html.spec.whatwg.org/multipage/server-sent-events.html

import type { ServerResponse } from "node:http";

/** One message, as a text that any number of readers may share. */
export function eventText(event: string, data: unknown, id?: string): string {
  const line = id === undefined ? "" : `id: ${id}\n`;
  return `${line}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** No proxy keeps events back. */
const STREAM = { "content-type": "text/event-stream", "x-accel-buffering": "no" } as const;

/** How soon a browser connects again, in ms. */
const RETRY_MS = 1_000;

/** One reader. */
export class EventStream {
  readonly #response: ServerResponse;
  /** The id of the last log entry that it was sent; empty before the first. */
  seen: string;
  /** How many ticks in a row it has taken nothing. */
  stuck = 0;

  /** @param headers - beside those of the stream. */
  constructor(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    lastEventId: string,
  ) {
    this.#response = response;
    this.seen = lastEventId;
    response.on("error", () => response.destroy()); // it went away while it was written to
    response.writeHead(200, { ...headers, ...STREAM });
    response.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Whether all that was written has left. */
  get drained(): boolean {
    return !this.#response.destroyed && this.#response.writableLength === 0;
  }

  write(chunk: string | Buffer): void {
    this.#response.write(chunk);
  }

  end(): void {
    this.#response.end();
  }

  /** Ends it whatever it has not taken, in the kernel's buffers as well. */
  drop(): void {
    this.#response.socket?.resetAndDestroy();
  }
}
