// What each generated event looks like: one or more shapes with gaps, and how often each comes.
// https://discord.com/developers/docs/events/gateway-events#receive-events

import {
  FULL_MEMBER,
  MEMBER,
  MESSAGE,
  OTHER_USER,
  REPLY,
  USER,
  WITH_ATTACHMENT,
  WITH_EMBED,
} from "./people.js";

const CHANNEL = {
  version: "#seconds#",
  type: 0,
  topic: "%text%",
  rate_limit_per_user: 0,
  position: 4,
  permission_overwrites: [{ type: 0, id: "%guild%", deny: "0", allow: "1024" }],
  parent_id: "%role%",
  nsfw: false,
  name: "general-%name%",
  last_message_id: "%former%",
  id: "%channel%",
  guild_id: "%guild%",
  flags: 0,
} as const;

const THREAD = {
  id: "%message%",
  guild_id: "%guild%",
  parent_id: "%channel%",
  owner_id: "%user%",
  type: 11,
  name: "%name%",
  last_message_id: "%former%",
  thread_metadata: {
    locked: false,
    create_timestamp: "%time%",
    auto_archive_duration: 4320,
    archived: false,
    archive_timestamp: "%time%",
  },
  total_message_sent: 1,
  rate_limit_per_user: 0,
  message_count: 1,
  member_count: 2,
  flags: 0,
} as const;

const EMOJI = { name: "wave", id: "%emoji%", animated: false } as const;

const ACTIVITY = {
  type: 0,
  timestamps: { start: "#seconds#" },
  state: "%text%",
  session_id: "%token%",
  name: "Some Game",
  id: "ec0b28a579ecb4bd",
  details: "%text%",
  created_at: "#seconds#",
  assets: {
    small_text: "Rank 40",
    small_image: "%nonce%",
    large_text: "%nick%",
    large_image: "%message%",
  },
  application_id: "%emoji%",
} as const;

const PRESENCE = {
  user: { id: "%user%" },
  status: "online",
  processed_at_timestamp: "#seconds#",
  guild_id: "%guild%",
  client_status: { desktop: "online" },
  broadcast: null,
  activities: [],
} as const;

const REACTION = {
  user_id: "%user%",
  type: 0,
  message_id: "%former%",
  guild_id: "%guild%",
  emoji: EMOJI,
  channel_id: "%channel%",
  burst: false,
} as const;

const VOICE_STATE = {
  member: FULL_MEMBER,
  user_id: "%user%",
  suppress: false,
  session_id: "%token%",
  self_video: false,
  self_mute: true,
  self_deaf: false,
  request_to_speak_timestamp: null,
  mute: false,
  guild_id: "%guild%",
  deaf: false,
  channel_id: "%channel%",
} as const;

const INTERACTION = {
  version: 1,
  type: 2,
  token: "%token%%token%%token%",
  member: { ...FULL_MEMBER, permissions: "2251799813685247" },
  locale: "en-US",
  id: "%message%",
  guild_locale: "en-US",
  guild_id: "%guild%",
  guild: { locale: "en-US", id: "%guild%", features: ["COMMUNITY", "NEWS"] },
  entitlements: [],
  entitlement_sku_ids: [],
  data: {
    type: 1,
    resolved: { users: { "%other%": OTHER_USER }, members: { "%other%": MEMBER } },
    options: [{ value: "%other%", type: 6, name: "who" }],
    name: "greet",
    id: "%emoji%",
  },
  context: 0,
  channel_id: "%channel%",
  channel: CHANNEL,
  authorizing_integration_owners: { "0": "%guild%" },
  attachment_size_limit: 10_485_760,
  application_id: "100000000000000000",
  app_permissions: "2251799813685247",
} as const;

/** One shape and its weight among the event's shapes. */
export type Variant = readonly [weight: number, shape: object];

const GUILD_MEMBER = { guild_id: "%guild%", ...FULL_MEMBER } as const;

const EDITED = { edited_timestamp: "%time%", tts: false } as const;

export const EVENT_SHAPES: { readonly [event: string]: readonly Variant[] } = {
  PRESENCE_UPDATE: [
    [70, PRESENCE],
    [20, { ...PRESENCE, status: "dnd", activities: [ACTIVITY] }],
    [10, { ...PRESENCE, user: USER, activities: [ACTIVITY, ACTIVITY] }],
  ],
  MESSAGE_CREATE: [
    [67, MESSAGE],
    [15, REPLY],
    [10, WITH_ATTACHMENT],
    [8, WITH_EMBED],
  ],
  MESSAGE_UPDATE: [
    [60, { ...MESSAGE, ...EDITED }],
    [20, { ...REPLY, ...EDITED }],
    [20, { ...WITH_EMBED, ...EDITED }],
  ],
  MESSAGE_DELETE: [[1, { id: "%former%", channel_id: "%channel%", guild_id: "%guild%" }]],
  MESSAGE_DELETE_BULK: [
    [1, { ids: ["%former%", "%message%"], channel_id: "%channel%", guild_id: "%guild%" }],
  ],
  TYPING_START: [
    [
      1,
      {
        user_id: "%user%",
        timestamp: "#seconds#",
        member: FULL_MEMBER,
        guild_id: "%guild%",
        channel_id: "%channel%",
      },
    ],
  ],
  VOICE_STATE_UPDATE: [
    [3, VOICE_STATE],
    [1, { ...VOICE_STATE, channel_id: null }],
  ],
  GUILD_MEMBER_UPDATE: [[1, GUILD_MEMBER]],
  GUILD_MEMBER_ADD: [[1, GUILD_MEMBER]],
  GUILD_MEMBER_REMOVE: [[1, { guild_id: "%guild%", user: USER }]],
  MESSAGE_REACTION_ADD: [
    [1, { ...REACTION, member: FULL_MEMBER, message_author_id: "%other%", burst_colors: [] }],
  ],
  MESSAGE_REACTION_REMOVE: [[1, REACTION]],
  INTERACTION_CREATE: [[1, INTERACTION]],
  CHANNEL_UPDATE: [[1, CHANNEL]],
  CHANNEL_CREATE: [[1, { ...CHANNEL, id: "%message%" }]],
  CHANNEL_DELETE: [[1, { ...CHANNEL, id: "%message%" }]],
  THREAD_CREATE: [[1, { ...THREAD, newly_created: true }]],
  THREAD_UPDATE: [[1, THREAD]],
  THREAD_DELETE: [[1, { id: "%former%", guild_id: "%guild%", parent_id: "%channel%", type: 11 }]],
  GUILD_ROLE_UPDATE: [
    [
      1,
      {
        guild_id: "%guild%",
        role: {
          unicode_emoji: null,
          position: 3,
          permissions: "2248473465835073",
          name: "%name%",
          mentionable: false,
          managed: false,
          id: "%role%",
          icon: null,
          hoist: true,
          flags: 0,
          colors: { tertiary_color: null, secondary_color: null, primary_color: 3_447_003 },
          color: 3_447_003,
        },
      },
    ],
  ],
  GUILD_UPDATE: [
    [
      1,
      {
        id: "%guild%",
        name: "Guild of %name%",
        icon: "%avatar%",
        owner_id: "%other%",
        features: ["COMMUNITY", "NEWS"],
        verification_level: 2,
        system_channel_id: "%channel%",
        preferred_locale: "en-US",
        premium_tier: 1,
        nsfw_level: 0,
      },
    ],
  ],
  VOICE_CHANNEL_STATUS_UPDATE: [[1, { id: "%channel%", guild_id: "%guild%", status: "%text%" }]],
  GUILD_AUDIT_LOG_ENTRY_CREATE: [
    [
      1,
      {
        user_id: "%user%",
        target_id: "%other%",
        id: "%message%",
        guild_id: "%guild%",
        changes: [{ new_value: [{ name: "%name%", id: "%role%" }], key: "$add" }],
        action_type: 25,
      },
    ],
  ],
  INVITE_CREATE: [
    [
      1,
      {
        uses: 0,
        type: 0,
        temporary: false,
        max_uses: 1,
        max_age: 604_800,
        inviter: USER,
        guild_id: "%guild%",
        expires_at: "%time%",
        created_at: "%time%",
        code: "%name%",
        channel_id: "%channel%",
      },
    ],
  ],
  INVITE_DELETE: [[1, { guild_id: "%guild%", code: "%name%", channel_id: "%channel%" }]],
  GUILD_EMOJIS_UPDATE: [[1, { guild_id: "%guild%", emojis: [{ ...EMOJI, roles: [] }] }]],
  GUILD_STICKERS_UPDATE: [[1, { guild_id: "%guild%", stickers: [] }]],
  WEBHOOKS_UPDATE: [[1, { guild_id: "%guild%", channel_id: "%channel%" }]],
  MESSAGE_POLL_VOTE_ADD: [
    [
      1,
      {
        user_id: "%user%",
        message_id: "%former%",
        guild_id: "%guild%",
        channel_id: "%channel%",
        answer_id: 1,
      },
    ],
  ],
  GUILD_SCHEDULED_EVENT_USER_ADD: [
    [1, { user_id: "%user%", guild_scheduled_event_id: "%emoji%", guild_id: "%guild%" }],
  ],
  APPLICATION_COMMAND_PERMISSIONS_UPDATE: [
    [
      1,
      {
        permissions: [{ type: 1, permission: true, id: "%role%" }],
        id: "%emoji%",
        guild_id: "%guild%",
        application_id: "100000000000000000",
      },
    ],
  ],
};
