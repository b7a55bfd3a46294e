// What the server does for op 3, 4, 8, 31 and 43.
// https://discord.com/developers/docs/events/gateway-events#send-events

import { BOT_ID, BOT_USER } from "./bot-user.js";
import type { Client } from "./client.js";
import { isJson, isText, type Json } from "./inbound.js";
import { allows } from "./intents.js";
import { requestMembers } from "./members.js";
import type { Session } from "./session.js";

/** The guild with this id, when it is on the session's shard; else that is put on record. */
export function guildOf(client: Client, session: Session, id: unknown): number | undefined {
  const { guilds } = client.world;
  const guild = guilds.find(String(id));
  const { shard, total } = session;
  if (guild !== undefined && guilds.shardOf(guild, total) === shard) return guild;
  client.violate("wrong-shard", `guild ${String(id)}`);
  return undefined;
}

function voice(client: Client, session: Session, d: Json): void {
  const guild = guildOf(client, session, d["guild_id"]);
  if (guild === undefined) return;
  const { guild_id, channel_id = null, self_mute = false, self_deaf = false } = d;
  const state = {
    member: { user: BOT_USER, roles: [], mute: false, deaf: false, flags: 0, nick: null },
    user_id: BOT_ID,
    suppress: false,
    session_id: session.id,
    self_video: false,
    self_mute,
    self_deaf,
    request_to_speak_timestamp: null,
    mute: false,
    deaf: false,
    guild_id,
    channel_id,
  };
  if (allows(session.intents, "VOICE_STATE_UPDATE")) {
    session.dispatch("VOICE_STATE_UPDATE", JSON.stringify(state));
  }
  if (channel_id === null) return;
  const server = { token: "66d29164ee8cd919", guild_id, endpoint: "us-east1.simulated:443" };
  session.dispatch("VOICE_SERVER_UPDATE", JSON.stringify(server));
}

function sounds(client: Client, session: Session, d: Json): void {
  const ids = Array.isArray(d["guild_ids"]) ? d["guild_ids"].filter(isText) : [];
  for (const guild_id of ids) {
    if (guildOf(client, session, guild_id) === undefined) continue;
    const sound = {
      name: "quack",
      sound_id: guild_id,
      volume: 1,
      emoji_id: null,
      emoji_name: null,
      guild_id,
      available: true,
    };
    const data = JSON.stringify({ soundboard_sounds: [sound], guild_id });
    session.dispatch("SOUNDBOARD_SOUNDS", data);
  }
}

function channels(client: Client, session: Session, d: Json): void {
  const { guilds } = client.world;
  const guild = guildOf(client, session, d["guild_id"]);
  if (guild === undefined) return;
  const fields = Array.isArray(d["fields"]) ? d["fields"] : [];
  const channel = {
    id: `${guilds.prefix(guild)}100004`,
    ...(fields.includes("status") ? { status: "quiet please" } : {}),
    ...(fields.includes("voice_start_time") ? { voice_start_time: 1_760_000_000 } : {}),
  };
  const data = JSON.stringify({ guild_id: guilds.id(guild), channels: [channel] });
  session.dispatch("CHANNEL_INFO", data);
}

type Command = (client: Client, session: Session, d: Json) => void;

const BY_OP: { readonly [op: number]: Command } = {
  3: () => {}, // nobody is told
  4: voice,
  8: (client, session, d) => {
    const guild = guildOf(client, session, d["guild_id"]);
    if (guild !== undefined) requestMembers(client, session, guild, d);
  },
  31: sounds,
  43: channels,
};

/** Runs a command whose shape has been checked. */
export function command(client: Client, session: Session, op: number, d: unknown): void {
  if (isJson(d)) BY_OP[op]?.(client, session, d);
}
