// Everything that the connections of one simulator share.

import type { Budget } from "./budget.js";
import type { GuildPayloads } from "./guild-payloads.js";
import type { Guilds } from "./guilds.js";
import type { Settings } from "./options.js";
import type { Random } from "./random.js";
import type { Recorder } from "./recorder.js";
import type { Encode } from "./session.js";
import type { Sessions } from "./sessions.js";
import type { Timers } from "./timers.js";
import type { Weather } from "./weather.js";

export interface World {
  readonly settings: Settings;
  readonly recorder: Recorder;
  readonly weather: Weather;
  readonly budget: Budget;
  readonly guilds: Guilds;
  readonly payloads: GuildPayloads;
  readonly sessions: Sessions;
  readonly random: Random;
  readonly timers: Timers;
  readonly encode: Encode;
  /** Guild and the time of its last request for all members. */
  readonly fullRequests: Map<string, number>;
  /** What clients are told of the main listener. */
  gatewayUrl(): string;
  /** What READY says for a shard. */
  resumeUrl(shard: number): string;
  /** Closes every connection, where the whole bot is shut out. */
  shutOut(code: number): void;
}
