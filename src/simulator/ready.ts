// READY's `d`, with the fields that the documentation leaves out.
// https://discord.com/developers/docs/events/gateway-events#ready

import { API_VERSION } from "../discord/limits.js";
import { BOT_ID, BOT_USER } from "./bot-user.js";
import type { Session } from "./session.js";
import type { World } from "./world.js";

const TRACE = [
  "gateway-prd-us-east1-b-sim0",
  {
    micros: 48_211,
    calls: [
      "id_created",
      { micros: 812, calls: [] },
      "session_lookup_time",
      { micros: 1310, calls: [] },
      "session_lookup_finished",
      { micros: 14, calls: [] },
      "discord-sessions-prd-1-sim",
      {
        micros: 44_870,
        calls: [
          "start_session",
          {
            micros: 41_002,
            calls: [
              "discord-api-rpc-7c9f-sim",
              {
                micros: 36_119,
                calls: [
                  "get_user",
                  { micros: 5721 },
                  "get_guilds",
                  { micros: 3012 },
                  "send_scheduled_deletion_message",
                  { micros: 11 },
                  "guild_join_requests",
                  { micros: 2 },
                  "authorized_ip_coro",
                  { micros: 9 },
                ],
              },
            ],
          },
          "starting_guild_connect",
          { micros: 41, calls: [] },
          "presence_started",
          { micros: 390, calls: [] },
          "guilds_started",
          { micros: 88, calls: [] },
          "guilds_connect",
          { micros: 1, calls: [] },
          "presence_connect",
          { micros: 3301, calls: [] },
          "connect_finished",
          { micros: 3310, calls: [] },
          "build_ready",
          { micros: 19, calls: [] },
          "clean_ready",
          { micros: 0, calls: [] },
          "optimize_ready",
          { micros: 1, calls: [] },
          "split_ready",
          { micros: 0, calls: [] },
        ],
      },
    ],
  },
];

const FIXED = {
  v: API_VERSION,
  user_settings: {},
  user: BOT_USER,
  session_type: "normal",
  relationships: [],
  private_channels: [],
  presences: [],
  guild_join_requests: [],
  geo_ordered_rtc_regions: ["newark", "us-east", "us-central", "atlanta", "us-south"],
  auth: {},
  application: { id: BOT_ID, flags: 565_248, flags_new: "565248" },
  _trace: [JSON.stringify(TRACE)],
};

/**
 * @param named - whether the identify named its shard: READY then repeats it.
 * @param nameless - leaves out `session_id` and `resume_gateway_url`.
 */
export function readyData(
  world: World,
  session: Session,
  named: boolean,
  nameless: boolean,
): string {
  const { shard, total, id } = session;
  const guilds = Array.from({ length: world.guilds.countOn(shard, total) }, (_, rank) => ({
    unavailable: true,
    id: world.guilds.id(world.guilds.nth(shard, total, rank)),
  }));
  const name = nameless ? {} : { session_id: id, resume_gateway_url: world.resumeUrl(shard) };
  const place = named ? { shard: [shard, total] } : {};
  return JSON.stringify({ ...FIXED, ...name, ...place, guilds });
}
