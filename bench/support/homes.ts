// The guilds that events are in, and their channels, as GUILD_CREATEs: a bot that keeps what it is
// told does nothing with the events of a guild that it has not been told of.

import type { Event } from "./events.js";

/** What every one of these guilds says of itself. */
const FIXED = {
  name: "home",
  owner_id: "1",
  icon: null,
  large: false,
  member_count: 1,
  unavailable: false,
  features: [],
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  mfa_level: 0,
  nsfw_level: 0,
  premium_tier: 0,
  preferred_locale: "en-US",
  system_channel_flags: 0,
  joined_at: "2023-05-04T12:00:00.000000+00:00",
  members: [],
  emojis: [],
  stickers: [],
  threads: [],
  presences: [],
  voice_states: [],
  stage_instances: [],
  guild_scheduled_events: [],
} as const;

interface Place {
  readonly guild_id?: string;
  readonly channel_id?: string | null;
}

/** One GUILD_CREATE for each guild that one of these events names. */
export function homesOf(events: readonly Event[]): readonly Event[] {
  const channels = new Map<string, Set<string>>();
  for (const { data } of events) {
    const { guild_id, channel_id } = JSON.parse(data.toString()) as Place;
    if (guild_id === undefined) continue;
    const known = channels.get(guild_id) ?? new Set();
    channels.set(guild_id, known);
    if (typeof channel_id === "string") known.add(channel_id);
  }
  return [...channels].map(([id, ids]) => ({ name: "GUILD_CREATE", data: home(id, [...ids]) }));
}

function home(id: string, channelIds: readonly string[]): Buffer {
  const roles = [{ id, name: "@everyone", permissions: "1024", position: 0, color: 0 }];
  const channels = channelIds.map((channel) => {
    return { id: channel, type: 0, name: "channel", position: 0, permission_overwrites: [] };
  });
  return Buffer.from(JSON.stringify({ ...FIXED, id, roles, channels }));
}
