// What a GUILD_CREATE looks like, with gaps.
// https://discord.com/developers/docs/events/gateway-events#guild-create

import { BOT_USER } from "./bot-user.js";
import { suffix } from "./draw.js";
import { KIND } from "./guilds.js";
import { FULL_MEMBER } from "./people.js";

/** How many channels a guild has at least. */
export const CHANNELS = 25;
const ROLES = 15;
const EMOJIS = 25;

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function id(kind: number, number: number): string {
  return `%p%${suffix(kind, number)}`;
}

/** One channel. */
export function channelShape(index: number): object {
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

/** What every guild says of itself. */
const FIXED = {
  icon: null,
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
  system_channel_flags: 0,
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
} as const;

/** @param channels - how many it has: the way to make it large. */
export function guildShape(channels: number): object {
  return {
    ...FIXED,
    id: "%p%000000",
    name: "Guild %name%",
    owner_id: id(KIND.member, 0),
    system_channel_id: id(KIND.channel, 1),
    rules_channel_id: id(KIND.channel, 2),
    public_updates_channel_id: id(KIND.channel, 3),
    members: [{ ...FULL_MEMBER, user: BOT_USER, roles: [], nick: null }],
    roles: times(ROLES, role),
    emojis: times(EMOJIS, emoji),
    channels: times(channels, channelShape),
  };
}
