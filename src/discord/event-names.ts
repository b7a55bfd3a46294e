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
 * What is wrong with the name of an event, as the end of a sentence; undefined where nothing is. One
 * that Discord does not document is right unless it is very near to a documented one, since
 * undocumented events do reach bots.
 */
export function eventFault(name: string): string | undefined {
  if (BY_PLAIN_NAME.has(plainName(name))) {
    return undefined;
  }
  if (!/^[A-Z][A-Z0-9_]*$/.test(upperSnakeCase(name))) {
    return "is no event: names are letters, digits and _";
  }
  const close = nearest(name, EVENT_NAMES);
  return close.distance > SLIP ? undefined : `is no event, the nearest is ${close.name}`;
}

/**
 * Reads names of events, in any case and style.
 *
 * @returns the names as Discord sends them, each once.
 * @throws RangeError where `eventFault` finds something.
 */
export function eventNames(names: readonly string[]): readonly string[] {
  return [...new Set(names.map(eventName))];
}

function eventName(name: string): string {
  const fault = eventFault(name);
  if (fault !== undefined) {
    throw new RangeError(`Cannot read event names as '${name}' ${fault}`);
  }
  return BY_PLAIN_NAME.get(plainName(name)) ?? upperSnakeCase(name);
}

/** `guildJoinRequest-create` as `GUILD_JOIN_REQUEST_CREATE`. */
function upperSnakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[\s-]+/g, "_")
    .toUpperCase();
}
