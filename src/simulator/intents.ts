// Which intents let which events through.
// https://discord.com/developers/docs/events/gateway#list-of-intents

import { GatewayIntentBits as Bit } from "discord-api-types/v10";

const EVENTS_BY_INTENT: readonly (readonly [number, string])[] = [
  [
    Bit.Guilds,
    "GUILD_CREATE GUILD_UPDATE GUILD_DELETE GUILD_ROLE_CREATE GUILD_ROLE_UPDATE " +
      "GUILD_ROLE_DELETE CHANNEL_CREATE CHANNEL_UPDATE CHANNEL_DELETE CHANNEL_PINS_UPDATE " +
      "THREAD_CREATE THREAD_UPDATE THREAD_DELETE THREAD_LIST_SYNC THREAD_MEMBER_UPDATE " +
      "THREAD_MEMBERS_UPDATE STAGE_INSTANCE_CREATE STAGE_INSTANCE_UPDATE STAGE_INSTANCE_DELETE " +
      "VOICE_CHANNEL_STATUS_UPDATE VOICE_CHANNEL_START_TIME_UPDATE",
  ],
  [Bit.GuildMembers, "GUILD_MEMBER_ADD GUILD_MEMBER_UPDATE GUILD_MEMBER_REMOVE"],
  [Bit.GuildModeration, "GUILD_AUDIT_LOG_ENTRY_CREATE GUILD_BAN_ADD GUILD_BAN_REMOVE"],
  [
    Bit.GuildExpressions,
    "GUILD_EMOJIS_UPDATE GUILD_STICKERS_UPDATE GUILD_SOUNDBOARD_SOUND_CREATE " +
      "GUILD_SOUNDBOARD_SOUND_UPDATE GUILD_SOUNDBOARD_SOUND_DELETE GUILD_SOUNDBOARD_SOUNDS_UPDATE",
  ],
  [
    Bit.GuildIntegrations,
    "GUILD_INTEGRATIONS_UPDATE INTEGRATION_CREATE INTEGRATION_UPDATE INTEGRATION_DELETE",
  ],
  [Bit.GuildWebhooks, "WEBHOOKS_UPDATE"],
  [Bit.GuildInvites, "INVITE_CREATE INVITE_DELETE"],
  [Bit.GuildVoiceStates, "VOICE_STATE_UPDATE VOICE_CHANNEL_EFFECT_SEND"],
  [Bit.GuildPresences, "PRESENCE_UPDATE"],
  [Bit.GuildMessages, "MESSAGE_CREATE MESSAGE_UPDATE MESSAGE_DELETE MESSAGE_DELETE_BULK"],
  [
    Bit.GuildMessageReactions,
    "MESSAGE_REACTION_ADD MESSAGE_REACTION_REMOVE MESSAGE_REACTION_REMOVE_ALL " +
      "MESSAGE_REACTION_REMOVE_EMOJI",
  ],
  [Bit.GuildMessageTyping, "TYPING_START"],
  [
    Bit.GuildScheduledEvents,
    "GUILD_SCHEDULED_EVENT_CREATE GUILD_SCHEDULED_EVENT_UPDATE GUILD_SCHEDULED_EVENT_DELETE " +
      "GUILD_SCHEDULED_EVENT_USER_ADD GUILD_SCHEDULED_EVENT_USER_REMOVE",
  ],
  [
    Bit.AutoModerationConfiguration,
    "AUTO_MODERATION_RULE_CREATE AUTO_MODERATION_RULE_UPDATE AUTO_MODERATION_RULE_DELETE",
  ],
  [Bit.AutoModerationExecution, "AUTO_MODERATION_ACTION_EXECUTION"],
  [Bit.GuildMessagePolls, "MESSAGE_POLL_VOTE_ADD MESSAGE_POLL_VOTE_REMOVE"],
];

const INTENT_OF_EVENT: ReadonlyMap<string, number> = new Map(
  EVENTS_BY_INTENT.flatMap(([bit, names]) => names.split(" ").map((name) => [name, bit] as const)),
);

/** Every documented intent. */
export const ALL_INTENTS = 53_608_447;

/** GUILD_MEMBERS, GUILD_PRESENCES and MESSAGE_CONTENT. */
export const PRIVILEGED_INTENTS: number =
  Bit.GuildMembers | Bit.GuildPresences | Bit.MessageContent;

/** Whether a session with these intents gets this event of a guild. */
export function allows(intents: number, name: string): boolean {
  const bit = INTENT_OF_EVENT.get(name);
  return bit === undefined || (intents & bit) !== 0;
}
