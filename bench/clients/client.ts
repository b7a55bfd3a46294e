// What a client that is measured is given, and how it tells what it got.

/** Where the gateway is, and how many shards to open. */
export interface Target {
  readonly apiUrl: string;
  readonly gatewayUrl: string;
  readonly token: string;
  readonly shards: number;
}

/**
 * The listener, called with each dispatch.
 *
 * @param data - what the listener of a bot reads: `d`, its text, or null for nothing.
 */
export type Seen = (shard: number, seq: number, data: unknown) => void;

/** Starts a client; it may settle before its shards are ready. */
export type Start = (target: Target, seen: Seen) => Promise<void>;
