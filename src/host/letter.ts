// The message of a dispatch in a handler's hands: on loan, since its memory is used again as soon
// as the handler has returned.

import { GatewayError } from "../discord/gateway-error.js";
import { payloadRange } from "../shard/peek.js";
import type { PayloadHolder, PayloadPlace } from "../transport/dispatch.js";

/** One whole message. */
export class Letter implements PayloadHolder {
  readonly #at: number | null;
  #message: Buffer | null;

  /** @param at - where `d` begins, if that is known. */
  constructor(message: Buffer, at: number | null) {
    this.#at = at;
    this.#message = message;
  }

  /** The payload. @param text - whether `json` must be Discord's own text, whatever is read first. */
  place(text: boolean): PayloadPlace {
    return { holder: this, start: 0, end: 0, text: text ? true : null };
  }

  /** Parses the whole message: that is faster than to look for `d` first. */
  unpack(): unknown {
    const message: unknown = JSON.parse(this.#whole().toString());
    return Reflect.get(Object(message), "d") ?? null;
  }

  /** As the main thread gets it: a new line between tokens is a space. */
  text(): string {
    const message = this.#whole();
    const range = payloadRange(message, this.#at);
    if (range === null) return JSON.stringify(this.unpack());
    return message.toString("utf8", range.start, range.end).replaceAll(/[\r\n]/g, " ");
  }

  release(): void {
    this.#message = null;
  }

  /** The handler has returned. @param keep - whether what it did not read is read later. */
  leave(keep: boolean): void {
    if (this.#message !== null) this.#message = keep ? Buffer.from(this.#message) : null;
  }

  #whole(): Buffer {
    if (this.#message !== null) return this.#message;
    const message =
      "A dispatch cannot be read any more when its handler has returned: " +
      "read data or json before that, or return a promise";
    throw new GatewayError("MESSAGE_REFUSED", message);
  }
}
