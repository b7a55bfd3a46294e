// What a coordinator is started with for a manager: what the manager says, and what the strategy
// was given besides.

import type { CoordinatorOptions } from "../coordinator/options.js";
import { API_VERSION } from "../discord/limits.js";
import type { ShardManager } from "./manager.js";

/** What the manager, or discord.js, says itself. */
type FromManager =
  | "token"
  | "shards"
  | "apiUrl"
  | "intents"
  | "presence"
  | "properties"
  | "largeThreshold"
  | "shardOptions"
  | "payload";

/**
 * What a manager's own options do not say: `threads`, `sessions`, `compress`, `events` and so on. READY and RESUMED cross whatever `events` says.
 */
export type WorkerStrategyOptions = Omit<CoordinatorOptions, FromManager>;

/** Without these, neither manager nor discord.js knows that a shard is there. */
const NEEDED = ["READY", "RESUMED"] as const;

/**
 * @param ids - the shards that run here, of so many in total.
 * @throws RangeError where the manager wants another version of the gateway.
 */
export function coordinatorOptions(
  manager: ShardManager,
  { ids, total }: { readonly ids: readonly number[]; readonly total: number },
  { events, ...more }: WorkerStrategyOptions,
): CoordinatorOptions {
  const { options } = manager;
  const { api, version } = options.rest.options;
  if (String(options.version) !== String(API_VERSION)) {
    throw new RangeError(
      `Cannot connect as 'version' must be ${API_VERSION}: received ${options.version}`,
    );
  }
  return {
    ...more,
    ...(events === undefined ? {} : { events: [...NEEDED, ...events] }),
    token: "token" in manager ? manager.token : options.token,
    shards: { total, ids },
    apiUrl: `${api}/v${version}`,
    intents: options.intents,
    properties: options.identifyProperties,
    ...(options.initialPresence === null ? {} : { presence: options.initialPresence }),
    ...(options.largeThreshold === null ? {} : { largeThreshold: options.largeThreshold }),
  };
}
