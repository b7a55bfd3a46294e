// A message in a guild of the simulator, as discord.js takes it.

let count = 0;

/** The `d` of a MESSAGE_CREATE in the guild's first channel. */
export function discordMessage(guildId: string, content: string): object {
  count++;
  const prefix = guildId.slice(0, -6);
  return {
    id: `${prefix}${600_000 + count}`,
    channel_id: `${prefix}100000`,
    guild_id: guildId,
    author: { id: `${prefix}400001`, username: "mira", discriminator: "0", avatar: null },
    member: { roles: [], joined_at: "2023-05-04T12:00:00.000000+00:00", deaf: false, mute: false },
    content,
    timestamp: "2026-01-01T00:00:00.000000+00:00",
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    type: 0,
  };
}
