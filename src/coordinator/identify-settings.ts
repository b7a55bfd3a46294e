// What one shard says when it identifies: the options for all, with those for it on top.

import { intentBits } from "../discord/intents.js";
import { LARGE_THRESHOLD, MAX_SEND_BYTES } from "../discord/limits.js";
import type { IdentifySettings } from "../shard/payloads.js";
import type { ShardOptions } from "./options.js";

const NAME = "gateway-run";

/** Room for what else an identify holds: the token, the shard, and the JSON around them. */
const OTHER_BYTES = 512;

/**
 * Merges what all shards say with what one says otherwise.
 *
 * @param action - what cannot be done when something is wrong: `start shard 3`.
 * @throws RangeError where presence and properties would not fit the
 *   4096 bytes of a message.
 */
export function identifySettings(
  action: string,
  all: ShardOptions,
  own: ShardOptions = {},
): IdentifySettings {
  const settings = {
    intents: intentBits(own.intents ?? all.intents ?? ["unprivileged"]),
    largeThreshold: own.largeThreshold ?? all.largeThreshold ?? LARGE_THRESHOLD.min,
    properties: {
      os: own.properties?.os ?? all.properties?.os ?? process.platform,
      browser: own.properties?.browser ?? all.properties?.browser ?? NAME,
      device: own.properties?.device ?? all.properties?.device ?? NAME,
    },
    presence: own.presence ?? all.presence ?? null,
  };
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes > MAX_SEND_BYTES - OTHER_BYTES) {
    throw new RangeError(
      `Cannot ${action} as 'presence' and 'properties' must fit an identify of ` +
        `${MAX_SEND_BYTES} bytes: received ${bytes}, and the rest takes ${OTHER_BYTES}`,
    );
  }
  return settings;
}
