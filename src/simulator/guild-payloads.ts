// GUILD_CREATE, and the members of a guild.
// https://discord.com/developers/docs/events/gateway-events#guild-create

import { suffix } from "./draw.js";
import { KIND, type Guilds } from "./guilds.js";
import type { Settings } from "./options.js";
import { FULL_MEMBER } from "./people.js";
import { BOT_USER } from "./ready.js";
import { Template } from "./template.js";

const CHANNELS = 25;
const ROLES = 15;
const EMOJIS = 25;

const GUILD_GAPS = ["p", "name"] as const;
const MEMBER_GAPS = ["user", "name", "nick", "avatar", "role"] as const;

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function id(kind: number, number: number): string {
  return `%p%${suffix(kind, number)}`;
}

function channel(index: number): object {
  return {
    version: 1_700_000_000_000 + index,
    type: index % 5 === 4 ? 2 : 0,
    topic: index % 3 === 0 ? "talk about what is new, and be kind to each other" : null,
    rate_limit_per_user: 0,
    position: index,
    permission_overwrites: [
      { type: 0, id: id(KIND.role, 1 + (index % 14)), deny: "0", allow: "1024" },
      { type: 0, id: "%p%000000", deny: "2048", allow: "0" },
    ],
    parent_id: id(KIND.channel, 0),
    name: `channel-${index}`,
    last_message_id: id(KIND.other, index),
    id: id(KIND.channel, index),
    icon_emoji: { name: "speech_balloon", id: null },
    theme_color: null,
    flags: 0,
  };
}

function role(index: number): object {
  return {
    version: 1_700_000_000_000 + index,
    unicode_emoji: null,
    tags: {},
    position: index,
    permissions: "2248473465835073",
    name: index === 0 ? "@everyone" : `role ${index}`,
    mentionable: false,
    managed: false,
    id: index === 0 ? "%p%000000" : id(KIND.role, index),
    icon: null,
    hoist: index % 2 === 0,
    flags: 0,
    colors: { tertiary_color: null, secondary_color: null, primary_color: 3_447_003 },
    color: 3_447_003,
  };
}

function emoji(index: number): object {
  return {
    version: 0,
    roles: [],
    require_colons: true,
    name: `emoji_${index}`,
    managed: false,
    id: id(KIND.emoji, index),
    available: true,
    animated: index % 4 === 0,
  };
}

function guild(channels: number): object {
  return {
    id: "%p%000000",
    name: "Guild %name%",
    icon: null,
    owner_id: id(KIND.member, 0),
    joined_at: "2023-05-04T12:00:00.000000+00:00",
    large: false,
    member_count: 60,
    unavailable: false,
    lazy: true,
    region: "deprecated",
    features: ["COMMUNITY", "NEWS", "AUTO_MODERATION"],
    verification_level: 2,
    default_message_notifications: 1,
    explicit_content_filter: 2,
    mfa_level: 0,
    nsfw_level: 0,
    nsfw: false,
    premium_tier: 1,
    premium_subscription_count: 3,
    premium_progress_bar_enabled: false,
    preferred_locale: "en-US",
    system_channel_id: id(KIND.channel, 1),
    system_channel_flags: 0,
    rules_channel_id: id(KIND.channel, 2),
    public_updates_channel_id: id(KIND.channel, 3),
    safety_alerts_channel_id: null,
    afk_channel_id: null,
    afk_timeout: 300,
    application_id: null,
    banner: null,
    description: null,
    discovery_splash: null,
    splash: null,
    hub_type: null,
    home_header: null,
    incidents_data: null,
    inventory_settings: null,
    latest_onboarding_question_id: null,
    max_members: 25_000_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    activity_instances: [],
    application_command_counts: { "1": 4 },
    embedded_activities: [],
    guild_scheduled_events: [],
    presences: [],
    soundboard_sounds: [],
    stage_instances: [],
    stickers: [],
    threads: [],
    voice_states: [],
    members: [{ ...FULL_MEMBER, user: BOT_USER, roles: [], nick: null }],
    roles: times(ROLES, role),
    emojis: times(EMOJIS, emoji),
    channels: times(channels, channel),
  };
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
    const natural = JSON.stringify(guild(CHANNELS)).length;
    const each = JSON.stringify(channel(100)).length + 1;
    const more = Math.max(0, Math.ceil((bytes - natural) / each));
    const made = new Template(guild(CHANNELS + more), GUILD_GAPS);
    this.#templates.set(bytes, made);
    return made;
  }
}
