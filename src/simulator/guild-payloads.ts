// GUILD_CREATE, and the members of a guild.
// https://discord.com/developers/docs/events/gateway-events#guild-create

import { suffix } from "./draw.js";
import { KIND, type Guilds } from "./guilds.js";
import { channelShape, CHANNELS, guildShape } from "./guild-shape.js";
import type { Settings } from "./options.js";
import { FULL_MEMBER } from "./people.js";
import { Template } from "./template.js";

const GUILD_GAPS = ["p", "name"] as const;
const MEMBER_GAPS = ["user", "name", "nick", "avatar", "role"] as const;

/** What a shape comes to when its gaps are filled. */
function sizeOf(shape: object): number {
  return new Template(shape, GUILD_GAPS).render({ p: "1234567890123", name: "12" }).length;
}

export class GuildPayloads {
  readonly #guilds: Guilds;
  readonly #settings: Settings;
  readonly #templates = new Map<number, Template<(typeof GUILD_GAPS)[number]>>();
  readonly #member = new Template(FULL_MEMBER, MEMBER_GAPS);

  constructor(guilds: Guilds, settings: Settings) {
    this.#guilds = guilds;
    this.#settings = settings;
  }

  /** A GUILD_CREATE's `d`, of about `bytes` where that is more than a guild comes to anyway. */
  create(guild: number, bytes: number = this.#bytes(guild)): string {
    return this.#template(bytes).render({ p: this.#guilds.prefix(guild), name: String(guild) });
  }

  /** A member's JSON. */
  member(guild: number, number: number): string {
    const prefix = this.#guilds.prefix(guild);
    return this.#member.render({
      user: this.memberId(guild, number),
      name: this.username(number),
      nick: `Member ${number}`,
      avatar: `a_${String(number).padStart(32, "0")}`,
      role: prefix + suffix(KIND.role, 1 + (number % 14)),
    });
  }

  memberId(guild: number, number: number): string {
    return this.#guilds.prefix(guild) + suffix(KIND.member, number);
  }

  username(number: number): string {
    return `member${number}`;
  }

  /** Which member of the guild has this id; undefined for none. */
  memberWith(guild: number, id: string): number | undefined {
    const prefix = this.#guilds.prefix(guild);
    const number = Number(id.slice(prefix.length)) - KIND.member * 100_000;
    const known = id.startsWith(prefix) && id.length === prefix.length + 6;
    return known && number >= 0 && number < this.#settings.members ? number : undefined;
  }

  #bytes(guild: number): number {
    const { guildBytes, largeGuilds } = this.#settings;
    const { share, bytes } = largeGuilds;
    const every = share > 0 ? Math.round(1 / share) : Infinity;
    return guild % every === every - 1 ? bytes : guildBytes;
  }

  #template(bytes: number): Template<(typeof GUILD_GAPS)[number]> {
    const known = this.#templates.get(bytes);
    if (known !== undefined) return known;
    const natural = sizeOf(guildShape(CHANNELS));
    const each = sizeOf(channelShape(100)) + 1;
    const more = Math.max(0, Math.ceil((bytes - natural) / each));
    const made = new Template(guildShape(CHANNELS + more), GUILD_GAPS);
    this.#templates.set(bytes, made);
    return made;
  }
}
