// What a coordinator is started with, as its user writes it. `settings.ts` checks it and fills in
// the defaults.

import type { GatewayPresenceUpdateData, PresenceUpdateStatus } from "discord-api-types/v10";
import type { EventName } from "../discord/intent-events.js";
import type { IntentName } from "../discord/intents.js";
import type { IdentifyQueue } from "./identify-queue.js";
import type { Logger } from "./logger.js";
import type { SessionStore } from "./session-store.js";

/** A string for which an editor offers known values. */
type Suggest<Known extends string> = Known | (string & Record<never, never>);

/** Names of intents in any case and style, `unprivileged`, `all`; or their number. */
export type Intents = number | readonly Suggest<IntentName | "unprivileged" | "all">[];

/** The `d` of an op 3. https://discord.com/developers/docs/events/gateway-events#update-presence */
export type Presence = Omit<GatewayPresenceUpdateData, "status"> & {
  status: `${PresenceUpdateStatus}`;
};

/** What a bot says of where it runs. */
export interface IdentifyProperties {
  /** Default: the platform, as `process.platform` names it. */
  readonly os?: string | undefined;
  /** Default: `gateway-run`. */
  readonly browser?: string | undefined;
  /** Default: `gateway-run`. */
  readonly device?: string | undefined;
}

/**
 * What a shard says when it identifies.
 * https://discord.com/developers/docs/events/gateway-events#identify-identify-structure
 */
export interface ShardOptions {
  /** Default: `["unprivileged"]`. */
  readonly intents?: Intents | undefined;
  /** Default: none, and Discord shows the bot as online. */
  readonly presence?: Presence | undefined;
  readonly properties?: IdentifyProperties | undefined;
  /** Members above which a guild comes without those offline, 50 to 250. Default: 50. */
  readonly largeThreshold?: number | undefined;
}

/** Some of a bot's shards, where others run elsewhere. */
export interface ShardSelection {
  /** The bot's number of shards. Default: `"auto"`. */
  readonly total?: number | "auto" | undefined;
  /** The numbers of those to run here, each below the total. */
  readonly ids: readonly number[];
}

/** Every option; only `token` must be there. */
export interface CoordinatorOptions extends ShardOptions {
  /** The bot's token, with or without `Bot ` before it. Undefined is refused. */
  readonly token: string | undefined;
  /**
   * How many shards, and which of them. `"auto"`, the default, runs as many as Discord
   * recommends.
   */
  readonly shards?: number | "auto" | ShardSelection | undefined;
  /**
   * How many worker threads. `"auto"`, the default, takes one for every four shards, up to the
   * number of cores.
   */
  readonly threads?: number | "auto" | undefined;
  /**
   * Which dispatches come to this thread; the others are dropped before they are decoded.
   * Default: all.
   */
  readonly events?: readonly Suggest<EventName>[] | undefined;
  /** Base of the REST API. Default: `https://discord.com/api/v10`. */
  readonly apiUrl?: string | undefined;
  /** A gateway to connect to instead of the one that the REST API names. */
  readonly gatewayUrl?: string | undefined;
  /**
   * How dispatches cross: `"decoded"`, the default, parses them in the worker; `"json"` leaves
   * them as Discord's text, which `data` parses when it is read.
   */
  readonly payload?: "decoded" | "json" | undefined;
  /**
   * Compression of the transport. `"auto"`, the default, is `"zstd"` where Node knows it (22.15 and
   * later) or `zstd-napi` is installed, else `"zlib"`.
   */
  readonly compress?: "auto" | "zstd" | "zlib" | "none" | undefined;
  /**
   * A module of yours that is loaded in each worker thread, by its URL or path; see
   * `HandlerModule` for what it exports. Default: none.
   */
  readonly handlers?: string | URL | undefined;
  /**
   * Where sessions are kept: the path of a file, from which the next process resumes, or a store.
   * Default: in memory, so that a new process identifies anew.
   */
  readonly sessions?: string | SessionStore | undefined;
  /** Who hands out identifies. Default: a queue in this process. */
  readonly identify?: IdentifyQueue | undefined;
  /** Certificates in PEM to trust for API and gateway, besides Node's own roots. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[] | undefined;
  /** What a shard says otherwise than the rest; called once a shard. */
  readonly shardOptions?: ((shard: number) => ShardOptions) | undefined;
  /**
   * Bytes of dispatches that a thread may have under way to the user before it stops reading, at
   * least 65536. Default: 8 MiB.
   */
  readonly maxBufferedBytes?: number | undefined;
  /** Largest message from Discord after inflating, in bytes, at least 65536. Default: 64 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** Longest graceful close, in seconds, at most a day. Default: 10. */
  readonly drain?: number | undefined;
  /** Identify even below the reserve of the daily budget. Default: false. */
  readonly spendReserve?: boolean | undefined;
  /** Takes log lines, in pino's shape. Default: none are written. */
  readonly logger?: Logger | undefined;
}
