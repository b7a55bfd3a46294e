// The known name that someone most likely meant, for the errors about unknown ones.

import { distance } from "fastest-levenshtein";

/** A name that is close to what was given. */
export interface Nearest {
  readonly name: string;
  /** How many letters differ. */
  readonly distance: number;
}

/** A name without its style: `GUILD_MESSAGES` and `guild-messages` are `guildmessages`. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/**
 * Finds the candidate that differs from a name in the fewest letters, whatever the style of both.
 *
 * @param candidates - at least one.
 */
export function nearest(name: string, candidates: readonly string[]): Nearest {
  const plain = plainName(name);
  return candidates
    .map((candidate) => ({ name: candidate, distance: distance(plain, plainName(candidate)) }))
    .reduce((best, other) => (other.distance < best.distance ? other : best));
}
