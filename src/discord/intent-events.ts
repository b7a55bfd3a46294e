// Which dispatches each intent brings, and which come without any.
// https://discord.com/developers/docs/events/gateway#list-of-intents

import type { GatewayDispatchEvents, GatewayIntentBits } from "discord-api-types/gateway/v10";

/** The name of a documented dispatch. */
export type EventName = `${GatewayDispatchEvents}`;

type Current = Exclude<keyof typeof GatewayIntentBits, "GuildBans" | "GuildEmojisAndStickers">;

/** The documented dispatches of each intent. Some need the bot's permission as well. */
export const INTENT_EVENTS: Readonly<Record<Current, readonly EventName[]>> = {
  Guilds: [
    "GUILD_CREATE",
    "GUILD_UPDATE",
    "GUILD_DELETE",
    "GUILD_ROLE_CREATE",
    "GUILD_ROLE_UPDATE",
    "GUILD_ROLE_DELETE",
    "CHANNEL_CREATE",
    "CHANNEL_UPDATE",
    "CHANNEL_DELETE",
    "CHANNEL_PINS_UPDATE",
    "THREAD_CREATE",
    "THREAD_UPDATE",
    "THREAD_DELETE",
    "THREAD_LIST_SYNC",
    "THREAD_MEMBER_UPDATE",
    "THREAD_MEMBERS_UPDATE", // about the bot itself
    "STAGE_INSTANCE_CREATE",
    "STAGE_INSTANCE_UPDATE",
    "STAGE_INSTANCE_DELETE",
    "VOICE_CHANNEL_STATUS_UPDATE",
    "VOICE_CHANNEL_START_TIME_UPDATE",
  ],
  GuildMembers: [
    "GUILD_MEMBER_ADD",
    "GUILD_MEMBER_UPDATE", // about the bot itself: without the intent, too
    "GUILD_MEMBER_REMOVE",
    "THREAD_MEMBERS_UPDATE", // about others
  ],
  GuildModeration: ["GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_BAN_ADD", "GUILD_BAN_REMOVE"],
  GuildExpressions: [
    "GUILD_EMOJIS_UPDATE",
    "GUILD_STICKERS_UPDATE",
    "GUILD_SOUNDBOARD_SOUND_CREATE",
    "GUILD_SOUNDBOARD_SOUND_UPDATE",
    "GUILD_SOUNDBOARD_SOUND_DELETE",
    "GUILD_SOUNDBOARD_SOUNDS_UPDATE",
  ],
  GuildIntegrations: [
    "GUILD_INTEGRATIONS_UPDATE",
    "INTEGRATION_CREATE",
    "INTEGRATION_UPDATE",
    "INTEGRATION_DELETE",
  ],
  GuildWebhooks: ["WEBHOOKS_UPDATE"],
  GuildInvites: ["INVITE_CREATE", "INVITE_DELETE"],
  GuildVoiceStates: ["VOICE_STATE_UPDATE", "VOICE_CHANNEL_EFFECT_SEND"],
  GuildPresences: ["PRESENCE_UPDATE"],
  GuildMessages: ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"],
  GuildMessageReactions: [
    "MESSAGE_REACTION_ADD",
    "MESSAGE_REACTION_REMOVE",
    "MESSAGE_REACTION_REMOVE_ALL",
    "MESSAGE_REACTION_REMOVE_EMOJI",
  ],
  GuildMessageTyping: ["TYPING_START"],
  DirectMessages: ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "CHANNEL_PINS_UPDATE"],
  DirectMessageReactions: [
    "MESSAGE_REACTION_ADD",
    "MESSAGE_REACTION_REMOVE",
    "MESSAGE_REACTION_REMOVE_ALL",
    "MESSAGE_REACTION_REMOVE_EMOJI",
  ],
  DirectMessageTyping: ["TYPING_START"],
  MessageContent: [], // brings no event: it fills fields of others
  GuildScheduledEvents: [
    "GUILD_SCHEDULED_EVENT_CREATE",
    "GUILD_SCHEDULED_EVENT_UPDATE",
    "GUILD_SCHEDULED_EVENT_DELETE",
    "GUILD_SCHEDULED_EVENT_USER_ADD",
    "GUILD_SCHEDULED_EVENT_USER_REMOVE",
  ],
  AutoModerationConfiguration: [
    "AUTO_MODERATION_RULE_CREATE",
    "AUTO_MODERATION_RULE_UPDATE",
    "AUTO_MODERATION_RULE_DELETE",
  ],
  AutoModerationExecution: ["AUTO_MODERATION_ACTION_EXECUTION"],
  GuildMessagePolls: ["MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE"],
  DirectMessagePolls: ["MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE"],
};

/** Dispatches that come whatever the intents are. */
export const UNCONDITIONAL_EVENTS: readonly EventName[] = [
  "READY",
  "RESUMED",
  "RATE_LIMITED",
  "APPLICATION_COMMAND_PERMISSIONS_UPDATE",
  "CHANNEL_INFO",
  "ENTITLEMENT_CREATE",
  "ENTITLEMENT_UPDATE",
  "ENTITLEMENT_DELETE",
  "GUILD_MEMBERS_CHUNK",
  "SOUNDBOARD_SOUNDS",
  "INTERACTION_CREATE",
  "SUBSCRIPTION_CREATE",
  "SUBSCRIPTION_UPDATE",
  "SUBSCRIPTION_DELETE",
  "USER_UPDATE",
  "VOICE_SERVER_UPDATE",
];
