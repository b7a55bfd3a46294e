// Which shard gets a guild's events.

const MAX_SNOWFLAKE = (1n << 64n) - 1n;

/** Below the time in a snowflake lie 22 bits of worker, process and counter. */
const TIME_SHIFT = 22n;

/**
 * The shard that Discord sends a guild's events to: `(guildId >> 22) % total`.
 * https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
 *
 * @param guildId - a snowflake. Not as a number: that would have lost its last digits.
 * @param total - the bot's number of shards.
 * @throws TypeError where the id is no string of digits and no bigint, RangeError where it has
 *   more than 64 bits or the total is no positive integer.
 */
export function shardOf(guildId: string | bigint, total: number): number {
  if (!Number.isSafeInteger(total) || total < 1) {
    throw new RangeError(
      `Cannot find a guild's shard as 'total' must be a positive integer: received ${total}`,
    );
  }
  return Number((snowflake(guildId) >> TIME_SHIFT) % BigInt(total));
}

function snowflake(id: unknown): bigint {
  if (typeof id !== "bigint" && !(typeof id === "string" && /^\d+$/.test(id))) {
    const received = typeof id === "string" ? JSON.stringify(id) : typeof id;
    throw new TypeError(
      `Cannot find a guild's shard as 'guildId' must be a string of digits or a bigint: ` +
        `received ${received}`,
    );
  }
  const value = BigInt(id);
  if (value < 0n || value > MAX_SNOWFLAKE) {
    throw new RangeError(
      `Cannot find a guild's shard as 'guildId' must have at most 64 bits: received ${id}`,
    );
  }
  return value;
}
