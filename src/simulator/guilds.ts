// The bot's guilds: a fixed set, so that every number of shards divides the same guilds.
//
// An id is a prefix of digits, the guild's own, and six more: zeros for the guild, a kind and a
// number for what is in it. Adding the six changes nothing above bit 22, so everything of a
// guild counts to its shard, ids are made by joining strings, and who belongs where is read off
// the prefix.

import { MAX_GUILDS_PER_SHARD } from "../discord/limits.js";

const SUFFIX = 1_000_000n;

/** ms after Discord's epoch; divisible by every number up to 16, so guild 0 is on shard 0. */
const FIRST_TIMESTAMP = 720_720n * 346_900n;

/** What the first digit of a suffix says. */
export const KIND = { channel: 1, role: 2, emoji: 3, member: 4, thread: 5, other: 6 } as const;

export class Guilds {
  readonly count: number;
  readonly #prefixes: string[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(count: number) {
    this.count = count;
    for (let number = 0; number < count; number++) {
      const low = (FIRST_TIMESTAMP + BigInt(number)) << 22n;
      const prefix = String((low + SUFFIX - 1n) / SUFFIX);
      this.#prefixes.push(prefix);
      this.#numbers.set(prefix, number);
    }
  }

  /** The digits that every id of this guild begins with. */
  prefix(number: number): string {
    return this.#prefixes[number] ?? "";
  }

  id(number: number): string {
    return `${this.prefix(number)}000000`;
  }

  /** The guild with this id; undefined when the bot is not in it. */
  find(id: string): number | undefined {
    return id.endsWith("000000") ? this.#numbers.get(id.slice(0, -6)) : undefined;
  }

  /** How many guilds a shard holds. */
  countOn(shard: number, total: number): number {
    const first = this.#first(shard, total);
    return first >= this.count ? 0 : Math.ceil((this.count - first) / total);
  }

  /** The guilds of a shard: its `rank`th is `nth(shard, total, rank)`. */
  nth(shard: number, total: number, rank: number): number {
    return this.#first(shard, total) + rank * total;
  }

  /** Whether a shard would hold more guilds than Discord lets it. */
  tooMany(shard: number, total: number): boolean {
    return this.countOn(shard, total) > MAX_GUILDS_PER_SHARD;
  }

  /** The shard that guild `number` is on. */
  shardOf(number: number, total: number): number {
    return Number((FIRST_TIMESTAMP + BigInt(number)) % BigInt(total));
  }

  #first(shard: number, total: number): number {
    const offset = Number(FIRST_TIMESTAMP % BigInt(total));
    return (((shard - offset) % total) + total) % total;
  }
}
