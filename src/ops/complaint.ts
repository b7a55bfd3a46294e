// What is wrong, in a sentence for whoever has to put it right: the error's own words, and what
// only the command line knows.

import { GatewayError } from "../discord/gateway-error.js";
import { intentNames, PRIVILEGED_INTENTS } from "../discord/intents.js";

/** What the command line knows. */
export interface Circumstances {
  readonly intents: number;
  /** Where the token was found. */
  readonly tokenSource: string;
}

const DISALLOWED_INTENTS = 4_014;

/** Says what is wrong. */
export function complaint(error: unknown, { intents, tokenSource }: Circumstances): string {
  if (error instanceof RangeError) return error.message;
  if (!(error instanceof GatewayError)) return String(error);
  if (error.code === "TOKEN_REFUSED") return `${error.message} (it came from ${tokenSource})`;
  if (error.closeCode === DISALLOWED_INTENTS) {
    const asked = intentNames(Number(BigInt(intents) & BigInt(PRIVILEGED_INTENTS)));
    if (asked.length === 0) return error.message;
    return `${error.message} (you ask for ${asked.join(", ")})`;
  }
  return error.message;
}

/** The parts of an error that a log is searched by. What the flags ask for needs no stack. */
export function errorFields(error: unknown): object {
  if (error instanceof RangeError) return {};
  if (!(error instanceof GatewayError)) return { err: error };
  const { code, shard, thread, closeCode, until, cause } = error;
  const behind = cause instanceof Error ? String(cause) : undefined;
  return { code, shard, thread, closeCode, until, cause: behind };
}
