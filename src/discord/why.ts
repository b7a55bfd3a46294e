// What went wrong, in words, whatever was thrown.

import { inspect } from "node:util";

/** The message of an error; of anything else, what it looks like. Never throws. */
export function why(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  return typeof cause === "string" ? cause : inspect(cause, { depth: 1, breakLength: Infinity });
}
