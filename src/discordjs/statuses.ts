// Where shards stand, in the numbers of @discordjs/ws.

import type { ShardEvent } from "../coordinator/shard-board.js";

/** `WebSocketShardStatus` of @discordjs/ws. */
const STATUS = { idle: 0, connecting: 1, resuming: 2, ready: 3 } as const;

const BY_STATE: { readonly [State in ShardEvent["state"]]: number } = {
  idle: STATUS.idle,
  connecting: STATUS.connecting,
  waiting: STATUS.connecting,
  identifying: STATUS.connecting,
  resuming: STATUS.resuming,
  ready: STATUS.ready,
  closing: STATUS.idle,
  backoff: STATUS.idle,
  stopped: STATUS.idle,
};

/**
 * The shards' states as a manager's `fetchStatus` gives them.
 *
 * @param like - a Collection of the class that it has to be.
 */
export function statuses(
  states: ReadonlyMap<number, ShardEvent["state"]>,
  like: ReadonlyMap<string, unknown>,
): unknown {
  const entries = [...states].map(([shard, state]) => [shard, BY_STATE[state]]);
  return Reflect.construct(like.constructor, [entries]);
}
