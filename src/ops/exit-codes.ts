// What the process says when it ends, by the names and numbers of sysexits.h, which systemd and
// its like know: a settings error must not be tried again in a loop, a busy Discord may be.

import { GatewayError, type GatewayErrorCode } from "../discord/gateway-error.js";

/** Every exit code but those of a second signal, 128 and its number. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 64,
  unavailable: 69,
  crashing: 70,
  later: 75,
  tokenRefused: 77,
  settingsRefused: 78,
} as const;

/** One of them. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The errors that end the process; every other one is told and lived with. */
const FATAL: Partial<Record<GatewayErrorCode, ExitCode>> = {
  API_UNREACHABLE: EXIT.unavailable,
  PORT_UNAVAILABLE: EXIT.unavailable,
  WORKERS_CRASHING: EXIT.crashing,
  BUDGET_EXHAUSTED: EXIT.later,
  STORE_LOCKED: EXIT.later,
  TOKEN_REFUSED: EXIT.tokenRefused,
  SETTINGS_REFUSED: EXIT.settingsRefused,
};

/**
 * Whether nothing is left to run after this error of a running bot. Without identifies only a
 * start ends: what runs goes on, and the rest waits.
 */
export function isFatal(error: unknown): boolean {
  if (!(error instanceof GatewayError) || error.code === "BUDGET_EXHAUSTED") return false;
  return FATAL[error.code] !== undefined;
}

/** The code to end with after this error. A RangeError says that the flags go wrong together. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof RangeError) return EXIT.usage;
  const known = error instanceof GatewayError ? FATAL[error.code] : undefined;
  return known ?? EXIT.unexpected;
}
