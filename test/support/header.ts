// The header of a message that a test has made.

import { peek } from "../../src/shard/peek.js";
import type { Header } from "../../src/shard/sink.js";

/** As a shard would read it. */
export function headerOf(message: Buffer): Header {
  const header = peek(message);
  if (header === null) throw new TypeError(`No header in ${message.toString()}`);
  return header;
}
