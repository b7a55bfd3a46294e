// What is asked of a WebSocketManager of @discordjs/ws: what its versions 1, which discord.js 14
// brings, and 2 have in common. It is written down rather than imported, since a type of one
// version is not the same type as the other's.

import type { GatewayPresenceUpdateData } from "discord-api-types/v10";

/** What a function of the user's may give at once or later. */
type Awaitable<T> = T | PromiseLike<T>;

/** A session as @discordjs/ws keeps it. */
export interface SessionInfo {
  readonly resumeURL: string;
  readonly sequence: number;
  readonly sessionId: string;
  readonly shardCount: number;
  readonly shardId: number;
}

/** Who says when a shard may identify; `signal` is aborted when it waits no longer. */
export interface Throttler {
  waitForIdentify(shardId: number, signal: AbortSignal): Promise<void>;
}

/** The options of a manager that are used here. */
export interface ManagerOptions {
  /** In version 1; in version 2 the manager itself has it. */
  readonly token?: string;
  readonly intents: number;
  /** Of the gateway; discord.js gives a number. */
  readonly version: string | number;
  readonly initialPresence: GatewayPresenceUpdateData | null;
  readonly largeThreshold: number | null;
  readonly identifyProperties: {
    readonly os: string;
    readonly browser: string;
    readonly device: string;
  };
  readonly rest: {
    readonly options: {
      readonly api: string;
      readonly version: string;
      readonly userAgentAppendix: string;
    };
    /** A Collection, of the class that this manager's peers know. */
    readonly hashes: ReadonlyMap<string, unknown>;
  };
  buildIdentifyThrottler(manager: ShardManager): Awaitable<Throttler>;
  retrieveSessionInfo(shardId: number): Awaitable<SessionInfo | null | undefined>;
  updateSessionInfo(shardId: number, info: SessionInfo | null): Awaitable<void>;
}

/** A WebSocketManager of @discordjs/ws, version 1 or 2. */
export interface ShardManager {
  /** In version 2; it throws where there is none. */
  readonly token?: string;
  readonly options: ManagerOptions;
  getShardCount(): Promise<number>;
  fetchStatus(): unknown;
  emit(event: string, ...args: unknown[]): boolean;
  listenerCount(event: string): number;
}
