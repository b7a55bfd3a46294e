// What a run tells its owner.

import type { GatewayError } from "../discord/gateway-error.js";
import type { LostSession } from "../shard/sink.js";
import type { ShardEvent } from "./shard-board.js";

/** A session that is gone, as the `sessionLost` event tells it. */
export interface SessionLostEvent extends LostSession {
  readonly shard: number;
}

/** Who is told of what happens in a run. */
export interface RunOwner {
  shard(event: ShardEvent): void;
  sessionLost(event: SessionLostEvent): void;
  warning(error: GatewayError): void;
  /** The user's own code failed in a worker thread. */
  error(error: GatewayError): void;
  /** The run cannot go on. */
  failed(error: GatewayError): void;
  /** Every shard is ready for the first time. */
  ready(): void;
  /** The session store fails. */
  storeFailed(error: unknown): void;
  /** It does no more. */
  storeRecovered(): void;
}
