// What of the stored sessions a run may resume.

import { GatewayError } from "../discord/gateway-error.js";
import type { StoredSession } from "./session-store.js";

/**
 * Those that have an id: a URL alone resumes nothing.
 *
 * @throws GatewayError STORE_FAILED where two shards are to resume one session: each would take it
 *   from the other.
 */
export function resumable(sessions: readonly StoredSession[]): readonly StoredSession[] {
  const named = sessions.filter(({ id }) => id !== "");
  const shards = new Map<string, number>();
  for (const { id, shard } of named) {
    const other = shards.get(id);
    if (other !== undefined) {
      const message = `The session store gives one session to shards ${other} and ${shard}`;
      throw new GatewayError("STORE_FAILED", `${message}: nothing is started from it`);
    }
    shards.set(id, shard);
  }
  return named;
}
