// Users, members and messages as the gateway shows them, null fields included, with gaps.

/** JSON with gaps, as `Template` takes it. */
export type Shape = { readonly [key: string]: unknown };

export const USER: Shape = {
  username: "%name%",
  public_flags: 0,
  primary_guild: null,
  id: "%user%",
  global_name: "%nick%",
  display_name_styles: null,
  discriminator: "0",
  collectibles: null,
  clan: null,
  avatar_decoration_data: null,
  avatar: "%avatar%",
};

/** A member as it stands beside its user, in messages. */
export const MEMBER: Shape = {
  roles: ["%role%"],
  premium_since: null,
  pending: false,
  nick: null,
  mute: false,
  joined_at: "2021-03-14T09:26:53.589000+00:00",
  flags: 0,
  deaf: false,
  communication_disabled_until: null,
  banner: null,
  avatar: null,
};

const MEMBER_USER: Shape = { ...USER, bot: false, banner: null, accent_color: null };

/** A member with its user inside. */
export const FULL_MEMBER: Shape = { user: MEMBER_USER, ...MEMBER };

export const OTHER_USER: Shape = {
  ...USER,
  id: "%other%",
  username: "%name%_",
  global_name: null,
};

export const MESSAGE: Shape = {
  type: 0,
  tts: false,
  timestamp: "%time%",
  pinned: false,
  nonce: "%nonce%",
  mentions: [],
  mention_roles: [],
  mention_everyone: false,
  member: MEMBER,
  id: "%message%",
  flags: 0,
  embeds: [],
  edited_timestamp: null,
  content: "%text%",
  components: [],
  channel_type: 0,
  channel_id: "%channel%",
  author: USER,
  attachments: [],
  guild_id: "%guild%",
};

export const REPLY: Shape = {
  ...MESSAGE,
  type: 19,
  message_reference: {
    type: 0,
    message_id: "%former%",
    guild_id: "%guild%",
    channel_id: "%channel%",
  },
  mentions: [{ ...OTHER_USER, member: MEMBER }],
  referenced_message: {
    type: 0,
    tts: false,
    timestamp: "%time%",
    pinned: false,
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    id: "%former%",
    flags: 0,
    embeds: [],
    edited_timestamp: null,
    content: "%text%",
    components: [],
    channel_id: "%channel%",
    author: OTHER_USER,
    attachments: [],
  },
};

export const WITH_ATTACHMENT: Shape = {
  ...MESSAGE,
  attachments: [
    {
      width: 1170,
      url: "https://cdn.discordapp.com/attachments/%channel%/%nonce%/image0.jpg?ex=%avatar%",
      size: 281_337,
      proxy_url:
        "https://media.discordapp.net/attachments/%channel%/%nonce%/image0.jpg?ex=%avatar%",
      placeholder_version: 1,
      placeholder: "1/gFDIJ3iIh/iHeAeIeHd3h3hgiI",
      id: "%nonce%",
      height: 2532,
      filename: "image0.jpg",
      content_type: "image/jpeg",
      content_scan_version: 3,
    },
  ],
};

export const WITH_EMBED: Shape = {
  ...MESSAGE,
  embeds: [
    {
      type: "rich",
      title: "%text%",
      description: "%text% %text%",
      url: "https://example.com/%nonce%",
      color: 5_793_266,
      content_scan_version: 3,
      thumbnail: { width: 640, url: "https://example.com/%nonce%.png", height: 360, flags: 0 },
      fields: [{ value: "%name%", name: "by", inline: true }],
    },
  ],
};
