// The simulator's knobs.

/** What generated traffic is like. */
export type Profile =
  | "all" // every intent: nine in ten are presences
  | "no-presences"
  | "slash"; // a bot of slash commands, GUILDS only

/** Every option; all may be left out. Times are in ms, shares between 0 and 1. */
export interface SimulatorOptions {
  /** Where to listen; 127.0.0.1 by default. */
  readonly host?: string;
  /** Of the main listener; 0, the default, for any that is free. */
  readonly port?: number;
  /** How many listeners `resume_gateway_url` may point at; 2 by default, at least 1. */
  readonly resumePorts?: number;
  /** What is behind `resume_gateway_url`: `refuse` is a port where nobody listens. */
  readonly resumeHost?: "serve" | "refuse" | "silent" | "reset";
  /** Serves https and wss with this key and certificate (PEM). */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** What clients are told instead of a listener's own URL, where a proxy stands before it. */
  readonly advertise?: (url: string) => string;
  /** The clock of windows, budgets and session life; `Date.now` by default. */
  readonly now?: () => number;
  /** Makes traffic repeatable. */
  readonly seed?: number;

  readonly token?: string;
  /** The recommended number of shards. */
  readonly shards?: number;
  /** For large-bot sharding: totals must be a multiple of this; 0 for any total. */
  readonly assignedShardBase?: number;
  /** Identifies a day. */
  readonly total?: number;
  readonly remaining?: number;
  /** Until `remaining` is `total` again. */
  readonly resetAfter?: number;
  readonly maxConcurrency?: number;
  readonly identifyWindow?: number;
  /** Between an identify in a closed window and its op 9. */
  readonly refusalDelay?: number;
  /** Whether the connection is closed after that op 9. */
  readonly refusalCloses?: boolean;
  /** Bits of the privileged intents that the bot may use; all three by default. */
  readonly allowedPrivileged?: number;

  readonly heartbeatInterval?: number;
  /** A heartbeat is missed after this many intervals. */
  readonly heartbeatGrace?: number;
  /** How a missed heartbeat ends the connection: a close code, or a TCP reset. */
  readonly missedHeartbeat?: 1000 | 4009 | "reset";
  readonly ackDelay?: number;
  /** Share of heartbeats without an ack. */
  readonly ackDrop?: number;
  /** Share of heartbeats with two. */
  readonly ackDuplicate?: number;

  /** How long a session without a connection may be resumed. */
  readonly sessionTtl?: number;
  /** Dispatches a session can replay; 0, the default, for Discord's formula of 2016. */
  readonly ringSize?: number;
  readonly ringBytes?: number;
  /** Whether a heartbeat's `d` trims the replay buffer. */
  readonly trimAtHeartbeat?: boolean;

  /** Largest message a client may send, in bytes. */
  readonly maxPayload?: number;
  /** Messages a connection may send in `sendWindow`. */
  readonly sendLimit?: number;
  readonly sendWindow?: number;
  readonly sendWindowKind?: "sliding" | "fixed";
  readonly maxConnections?: number;
  /** Closes a connection that is behind by more bytes. */
  readonly slowReaderLimit?: number;
  /** What an unknown `encoding` or `compress` gets: close code 4000, or HTTP 400. */
  readonly unknownQuery?: 4000 | 400;
  /** From op 7 until the server closes the connection itself. */
  readonly reconnectGrace?: number;
  /** Mean time between one connection's op 7s; 0 for none. */
  readonly reconnectEvery?: number;

  /** zlib's or zstd's level. */
  readonly level?: number;
  /** How far back a zstd stream refers to itself: 2 to this power, in bytes. */
  readonly windowLog?: number;
  /** The second byte of a zlib stream. */
  readonly compressHeader?: 0x01 | 0x5e | 0x9c | 0xda;
  /** Into how many WebSocket messages one compressed message is split; Infinity for one a byte. */
  readonly split?: number;
  /** Into how many frames one WebSocket message is fragmented. */
  readonly fragments?: number;
  readonly keyOrder?: "fixed" | "shuffled";
  readonly unknownKeys?: boolean;
  readonly prettyPrint?: boolean;

  /** Guilds for each of the recommended shards. */
  readonly guilds?: number;
  /** Members of a guild, for member requests. */
  readonly members?: number;
  /** Size of a GUILD_CREATE; 0, the default, for what 25 channels come to (18 KB). */
  readonly guildBytes?: number;
  /** Some guilds are larger. */
  readonly largeGuilds?: { readonly share: number; readonly bytes: number };
  /** GUILD_CREATEs a second for a shard that starts; Infinity by default. */
  readonly guildRate?: number;
  /** Share of guilds in an outage at the start. */
  readonly unavailable?: number;
  /** Share of guilds that come `lateBy` later than the others. */
  readonly late?: number;
  readonly lateBy?: number;

  readonly chunkSize?: number;
  readonly chunkInterval?: number;
  readonly chunkReorder?: boolean;
  /** Share of member chunks that are never sent. */
  readonly chunkDrop?: number;
  /** Between two requests for all members of a guild. */
  readonly fullMemberWindow?: number;
  readonly fullMemberScope?: "bot" | "session";

  /** Events a second over all shards; 0, the default, for none. */
  readonly rate?: number;
  readonly profile?: Profile;
  /** Share of generated events that come a second time, under a seq of their own. */
  readonly duplicates?: number;
  /** Share of generated events that take a seq and are never sent. */
  readonly drops?: number;
  /** Share of generated events that change places with the next one of another guild. */
  readonly reorder?: number;
  /** Traffic waits for a connection that is behind by more bytes. */
  readonly backlog?: number;
  /** Keeps the name and seq of every dispatch of a session. */
  readonly keepSent?: boolean;
}

/** The options with nothing left out. */
export type Settings = Readonly<Required<Omit<SimulatorOptions, "tls">>> &
  Pick<SimulatorOptions, "tls">;
