// How a bot stands at one moment, as plain data: what `Coordinator.status()` gives, and all that
// the status page and the metrics are made of. Times are in ms since 1970 unless said otherwise.

import type { ClosedBy, ShardStateName } from "../shard/sink.js";

/** A whole bot, or the part of it that runs here. */
export interface Status {
  readonly at: number;
  /** The version of this package. */
  readonly version: string;
  /** `running` once every shard has been ready, `closing` from `close()` on, for good. */
  readonly phase: "idle" | "starting" | "running" | "closing";
  /** When `start()` was called; null before. */
  readonly startedAt: number | null;
  /** The bot's number of shards; 0 before Discord was asked. */
  readonly total: number;
  /** What inflates messages, such as `zlib-sync`; null before Discord was asked. */
  readonly inflater: string | null;
  /** null before Discord was asked. */
  readonly identify: IdentifyStatus | null;
  readonly threads: readonly ThreadStatus[];
  /** Those that run here, by ascending `id`. */
  readonly shards: readonly ShardStatus[];
  readonly totals: Totals;
}

/** The identify queue and the budget of the day. */
export interface IdentifyStatus {
  /** How many shards may identify within 5 s. */
  readonly maxConcurrency: number;
  /** Shards that wait for their turn. */
  readonly waiting: number;
  /** Identifies left until `resetsAt`. */
  readonly remaining: number;
  /** At so many left, identifies stop. */
  readonly reserve: number;
  /** Identifies a day. */
  readonly limit: number;
  /** When `remaining` is `limit` again; null where it is. */
  readonly resetsAt: number | null;
}

/** One worker thread. */
export interface ThreadStatus {
  readonly index: number;
  /** `down` between the death of a life and the first sign of the next. */
  readonly state: "up" | "down";
  /** How often it died. */
  readonly deaths: number;
  /** When it last gave a sign of life, twice a second; null before the first. */
  readonly seenAt: number | null;
  /** The part of the last half second in which it was busy, from 0 to 1. */
  readonly load: number;
  /** By how much its last timer was late, in ms. */
  readonly lagMs: number;
  /** Its V8 heap in use. */
  readonly heapBytes: number;
}

/** One shard. */
export interface ShardStatus {
  readonly id: number;
  /** The index of its thread. */
  readonly thread: number;
  readonly state: ShardStateName;
  /** Since when it is in this state. */
  readonly since: number;
  /** The last heartbeat's round trip, in ms; null before the first of a connection. */
  readonly latencyMs: number | null;
  /** Dispatches received so far, filtered ones included. */
  readonly events: number;
  /** Guilds by READY, GUILD_CREATE and GUILD_DELETE; null before the first READY here. */
  readonly guilds: number | null;
  /** How its last connection ended; null where none has. */
  readonly lastClose: CloseStatus | null;
}

/** The end of a connection. */
export interface CloseStatus {
  readonly at: number;
  /** null where a connection ended without: its thread died. */
  readonly code: number | null;
  readonly reason: string;
  readonly by: ClosedBy;
}

/** What was counted since the start. */
export interface Totals {
  /** Dispatches received, by name; filtered ones included. Names that Discord does not document are `OTHER`. */
  readonly events: { readonly [name: string]: number };
  /** As they came over the network within WebSocket messages, and inflated. */
  readonly receivedBytes: { readonly wire: number; readonly json: number };
  readonly identifies: number;
  /** `resumed`; `refused`: the session was lost by it; `failed`: the connection ended before. */
  readonly resumes: { readonly resumed: number; readonly refused: number; readonly failed: number };
  /** Connections that ended, by close code. */
  readonly closes: { readonly [code: string]: number };
  readonly sessionsLost: number;
  readonly deafShards: number;
  readonly threadDeaths: number;
  readonly delivery: DeliveryStatus;
}

/** From an event's arrival in its thread to the return of its listeners. */
export interface DeliveryStatus {
  /** Events that took at most `seconds`, cumulative, as in Prometheus; the rest is in `count`. */
  readonly buckets: readonly { readonly seconds: number; readonly count: number }[];
  /** Of all events together, in seconds. */
  readonly sum: number;
  readonly count: number;
}
