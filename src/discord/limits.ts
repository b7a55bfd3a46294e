// The numbers of Discord's gateway, each with its place in the documentation.

/** Version of the gateway and of the REST API. */
export const API_VERSION = 10;

/** Where Discord's REST API answers. */
export const API_URL = "https://discord.com/api/v10";

/**
 * Identifies are counted in windows of this length, one window a lane
 * (`shard % max_concurrency`), in ms.
 * https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
 */
export const IDENTIFY_WINDOW_MS = 5_000;

/** Added to a window, since its start is measured here and not at Discord, in ms. */
export const IDENTIFY_MARGIN_MS = 150;

/**
 * Messages one connection may send in `SEND_WINDOW_MS`, heartbeats and identify included.
 * https://discord.com/developers/docs/events/gateway#rate-limiting
 */
export const SEND_LIMIT = 120;

/** The window of `SEND_LIMIT`, in ms. */
export const SEND_WINDOW_MS = 60_000;

/**
 * Largest message a client may send, in bytes of UTF-8.
 * https://discord.com/developers/docs/events/gateway#sending-events
 */
export const MAX_SEND_BYTES = 4_096;

/**
 * Guilds that one shard may hold.
 * https://discord.com/developers/docs/events/gateway#sharding
 */
export const MAX_GUILDS_PER_SHARD = 2_500;

/**
 * The range of `large_threshold`.
 * https://discord.com/developers/docs/events/gateway-events#identify-identify-structure
 */
export const LARGE_THRESHOLD = { min: 50, max: 250 } as const;

/** The code with which this runtime closes a connection that it means to resume. */
export const RESUMABLE_CLOSE = 4_900;

/** The code that ends a session for good. */
export const FINAL_CLOSE = 1_000;
