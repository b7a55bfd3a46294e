// The names of dispatches, as people write them.

import { GatewayDispatchEvents } from "discord-api-types/gateway/v10";
import { nearest, plainName } from "./nearest.js";

/** So many wrong letters are a slip of the pen; more may well be an event nobody documents. */
const SLIP = 3;

/** Every documented dispatch. https://discord.com/developers/docs/events/gateway-events */
export const EVENT_NAMES: readonly string[] = Object.values(GatewayDispatchEvents);

const BY_PLAIN_NAME: ReadonlyMap<string, string> = new Map(
  EVENT_NAMES.map((name) => [plainName(name), name]),
);

/**
 * Reads names of dispatches, in any case and style. One that Discord does not document is taken in
 * the style of the others, since undocumented dispatches do reach bots.
 *
 * @returns the names as Discord sends them, each once.
 * @throws RangeError for an unknown name that differs from a known one in at most 3 letters, and
 *   for one that cannot be a name.
 */
export function eventNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(eventName))];
}

function eventName(name: string): string {
  const known = BY_PLAIN_NAME.get(plainName(name));
  if (known !== undefined) {
    return known;
  }
  const unknown = upperSnakeCase(name);
  if (!/^[A-Z][A-Z0-9_]*$/.test(unknown)) {
    throw new RangeError(
      `Cannot read event names as one has letters, digits and _ only: received ${name}`,
    );
  }
  const close = nearest(name, EVENT_NAMES);
  if (close.distance <= SLIP) {
    throw new RangeError(
      `Cannot read event names as there is none like it, the nearest is ${close.name}: ` +
        `received ${name}`,
    );
  }
  return unknown;
}

/** `guildJoinRequest-create` as `GUILD_JOIN_REQUEST_CREATE`. */
function upperSnakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[\s-]+/g, "_")
    .toUpperCase();
}
