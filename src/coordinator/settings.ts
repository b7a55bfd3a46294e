// The options of a coordinator, checked and with their defaults filled in.

import { eventNames } from "../discord/event-names.js";
import { API_URL } from "../discord/limits.js";
import type { Compression } from "../shard/gateway-address.js";
import { canZstd } from "../shard/inflate.js";
import type { IdentifySettings } from "../shard/payloads.js";
import { check } from "./check.js";
import { FileSessions } from "./file-sessions.js";
import type { IdentifyQueue } from "./identify-queue.js";
import { identifySettings } from "./identify-settings.js";
import { type Logger, SILENT } from "./logger.js";
import { MemorySessions } from "./memory-sessions.js";
import { moduleUrl } from "./module-url.js";
import { OPTIONS, SHARD_OPTIONS } from "./option-schema.js";
import type { CoordinatorOptions } from "./options.js";
import type { SessionStore } from "./session-store.js";
import { Token } from "./token.js";

const MIB = 1024 * 1024;
const ACTION = "start a coordinator";

/** Which of a bot's shards run here. */
export interface ShardPlan {
  readonly total: number | "auto";
  /** Ascending; or all of them. */
  readonly ids: readonly number[] | "all";
}

/** Every option, filled in. */
export interface Settings {
  readonly token: Token;
  readonly shards: ShardPlan;
  readonly threads: number | "auto";
  /** Those of a shard without options of its own. */
  readonly intents: number;
  /**
   * What one shard says when it identifies.
   *
   * @throws TypeError or RangeError where the user's `shardOptions` gave something wrong, and
   *   whatever it threw.
   */
  readonly identifySettings: (shard: number) => IdentifySettings;
  /** Names as Discord sends them; null for all. */
  readonly events: readonly string[] | null;
  /** Without a trailing slash. */
  readonly apiUrl: string;
  /** Without query and trailing slash; null for what the API says. */
  readonly gatewayUrl: string | null;
  readonly payload: "decoded" | "json";
  /** What connections ask for; `auto` is decided. */
  readonly compress: Compression;
  /** URL of the handler module, or null. */
  readonly handlers: string | null;
  readonly sessions: SessionStore;
  /** null for a queue of the coordinator's own. */
  readonly identifyQueue: IdentifyQueue | null;
  readonly ca: readonly string[];
  readonly maxBufferedBytes: number;
  readonly maxMessageBytes: number;
  readonly drainMs: number;
  readonly spendReserve: boolean;
  readonly logger: Logger;
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws TypeError or RangeError that names the option, and never the token.
 */
export function settingsOf(options: CoordinatorOptions): Settings {
  const given = check(ACTION, OPTIONS, options, "options");
  return {
    token: new Token(given.token ?? ""),
    shards: shardPlan(given.shards),
    threads: given.threads ?? "auto",
    intents: identifySettings(ACTION, given).intents,
    identifySettings: (shard) => ofShard(shard, given),
    events: given.events === undefined ? null : eventNames(given.events),
    apiUrl: given.apiUrl ?? API_URL,
    gatewayUrl: given.gatewayUrl ?? null,
    payload: given.payload ?? "decoded",
    compress: compressionOf(given.compress ?? "auto"),
    handlers: given.handlers === undefined ? null : moduleUrl(given.handlers),
    sessions: storeOf(given.sessions),
    identifyQueue: given.identify ?? null,
    ca: [given.ca ?? []].flat().map(String),
    maxBufferedBytes: given.maxBufferedBytes ?? 8 * MIB,
    maxMessageBytes: given.maxMessageBytes ?? 64 * MIB,
    drainMs: (given.drain ?? 10) * 1_000,
    spendReserve: given.spendReserve ?? false,
    logger: given.logger ?? SILENT,
  };
}

function compressionOf(compress: "auto" | Compression): Compression {
  if (compress === "auto") return canZstd() ? "zstd" : "zlib";
  if (compress !== "zstd" || canZstd()) return compress;
  throw new TypeError(
    `Cannot ${ACTION} as 'compress' must be "auto", "zlib" or "none" where nothing knows zstd: ` +
      "received 'zstd'; install zstd-napi, or run on Node 22.15 or later",
  );
}

function storeOf(sessions: CoordinatorOptions["sessions"]): SessionStore {
  return typeof sessions === "string"
    ? new FileSessions(sessions)
    : (sessions ?? new MemorySessions());
}

function shardPlan(shards: CoordinatorOptions["shards"]): ShardPlan {
  if (typeof shards !== "object") {
    return { total: shards ?? "auto", ids: "all" };
  }
  return { total: shards.total ?? "auto", ids: shards.ids.toSorted((a, b) => a - b) };
}

function ofShard(shard: number, options: CoordinatorOptions): IdentifySettings {
  const action = `start shard ${shard}`;
  const own = options.shardOptions?.(shard) ?? {};
  if (own instanceof Promise) {
    throw new TypeError(`Cannot ${action} as 'shardOptions' must be an object: received a promise`);
  }
  return identifySettings(action, options, check(action, SHARD_OPTIONS, own, "shardOptions"));
}
