// How much of the traffic each event makes up, for each kind of bot, in percent.

import type { Profile } from "./options.js";

type Shares = readonly (readonly [event: string, share: number])[];

/** Share of each of a few rare events that together make up `share`. */
function rare(share: number, ...names: readonly string[]): Shares {
  return names.map((name) => [name, share / names.length] as const);
}

const STRUCTURE = [
  "CHANNEL_UPDATE",
  "CHANNEL_CREATE",
  "CHANNEL_DELETE",
  "THREAD_CREATE",
  "THREAD_UPDATE",
  "THREAD_DELETE",
  "GUILD_ROLE_UPDATE",
  "GUILD_UPDATE",
  "VOICE_CHANNEL_STATUS_UPDATE",
] as const;

const SELDOM = [
  "GUILD_AUDIT_LOG_ENTRY_CREATE",
  "INVITE_CREATE",
  "INVITE_DELETE",
  "GUILD_EMOJIS_UPDATE",
  "GUILD_STICKERS_UPDATE",
  "WEBHOOKS_UPDATE",
  "MESSAGE_POLL_VOTE_ADD",
  "GUILD_SCHEDULED_EVENT_USER_ADD",
] as const;

export const PROFILES: { readonly [P in Profile]: Shares } = {
  all: [
    ["PRESENCE_UPDATE", 92.7],
    ["MESSAGE_CREATE", 3],
    ["TYPING_START", 1.5],
    ["VOICE_STATE_UPDATE", 0.6],
    ["GUILD_MEMBER_UPDATE", 0.6],
    ["MESSAGE_REACTION_ADD", 0.5],
    ["MESSAGE_REACTION_REMOVE", 0.1],
    ["MESSAGE_UPDATE", 0.3],
    ["MESSAGE_DELETE", 0.19],
    ["MESSAGE_DELETE_BULK", 0.01],
    ["GUILD_MEMBER_ADD", 0.12],
    ["GUILD_MEMBER_REMOVE", 0.08],
    ["INTERACTION_CREATE", 0.08],
    ...rare(0.12, ...STRUCTURE),
    ...rare(0.1, ...SELDOM),
  ],
  "no-presences": [
    ["MESSAGE_CREATE", 42],
    ["TYPING_START", 19],
    ["VOICE_STATE_UPDATE", 11],
    ["GUILD_MEMBER_UPDATE", 9],
    ["MESSAGE_REACTION_ADD", 6],
    ["MESSAGE_REACTION_REMOVE", 1.3],
    ["MESSAGE_UPDATE", 5.5],
    ["MESSAGE_DELETE", 2.4],
    ["MESSAGE_DELETE_BULK", 0.1],
    ["GUILD_MEMBER_ADD", 1.3],
    ["GUILD_MEMBER_REMOVE", 0.9],
    ["INTERACTION_CREATE", 0.4],
    ...rare(0.7, ...STRUCTURE),
    ...rare(0.4, ...SELDOM),
  ],
  slash: [
    ["INTERACTION_CREATE", 60],
    ...rare(38, ...STRUCTURE),
    ...rare(2, "APPLICATION_COMMAND_PERMISSIONS_UPDATE"),
  ],
};
