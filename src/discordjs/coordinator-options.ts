// What a coordinator is started with for a manager: what the manager says, and what the strategy
// was given besides.

import type { CoordinatorOptions } from "../coordinator/options.js";
import { API_VERSION } from "../discord/limits.js";
import type { ManagerOptions, ShardManager } from "./manager.js";

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
 * What a manager's own options do not say: `threads`, `compress`, `events` and so on. READY and
 * RESUMED cross whatever `events` says. `sessions` is for @discordjs/ws alone: discord.js needs
 * READY and all guilds in each process.
 */
export type WorkerStrategyOptions = Omit<CoordinatorOptions, FromManager>;

/** Without these, neither manager nor discord.js knows that a shard is there. */
const NEEDED = ["READY", "RESUMED"] as const;

/** How discord.js names itself to the API. */
const DISCORDJS = "discord.js/";

/** Says what of a manager's options cannot be, before anything is made of them. */
function assertPossible(
  { version, rest }: ManagerOptions,
  { sessions }: WorkerStrategyOptions,
): void {
  if (String(version) !== API_VERSION.toString()) {
    throw new RangeError(`Cannot connect as 'version' must be ${API_VERSION}: received ${version}`);
  }
  if (sessions !== undefined && rest.options.userAgentAppendix.startsWith(DISCORDJS)) {
    throw new TypeError(
      "Cannot keep 'sessions' for discord.js: its caches begin empty in each process, and a " +
        "resumed session brings neither READY nor guilds, so that it would never be ready",
    );
  }
}

/**
 * @param ids - the shards that run here, of so many in total.
 * @throws RangeError where the manager wants another version of the gateway; TypeError where
 *   sessions are to outlive a process of discord.js.
 */
export function coordinatorOptions(
  manager: ShardManager,
  { ids, total }: { readonly ids: readonly number[]; readonly total: number },
  strategy: WorkerStrategyOptions,
): CoordinatorOptions {
  const { options } = manager;
  const { api, version } = options.rest.options;
  const { events, ...more } = strategy;
  assertPossible(options, strategy);
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
