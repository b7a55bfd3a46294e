// What the flags ask of the coordinator.

import type { CoordinatorOptions } from "../coordinator/options.js";
import type { Bot } from "./bot.js";
import type { RunFlags } from "./flags.js";

/** The options of a coordinator, but for its logger. */
export function coordinatorOptions(flags: RunFlags, bot: Bot): CoordinatorOptions {
  const { shards: total, shardIds: ids } = flags;
  return {
    token: bot.token,
    apiUrl: bot.apiUrl,
    gatewayUrl: bot.gatewayUrl,
    intents: flags.intents,
    shards: ids === undefined ? total : { total, ids },
    threads: flags.threads,
    events: flags.events,
    presence: flags.presence,
    largeThreshold: flags.largeThreshold,
    sessions: flags.sessions,
    spendReserve: flags.spendReserve,
    compress: flags.compress,
    payload: "json",
    drain: flags.drain,
  };
}
