// The other gateways, and how each of them is used here.

import { readFileSync } from "node:fs";
import type { ClientName } from "./index.js";

/** What is to be known of how a peer is used. */
export interface Peer {
  readonly name: Exclude<ClientName, "ours">;
  /** As it stands in tables. */
  readonly title: string;
  readonly how: string;
}

function version(name: string): string {
  const file = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
  const { version: text } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return `${name} ${text}`;
}

/** A whole bot, with its gateway and with ours. */
export const BOTS: readonly Peer[] = [
  {
    name: "discord.js",
    title: "discord.js",
    how: `${version("discord.js")}'s Client with all that it does for its caches and listeners, one of which hears messageCreate; it has the guilds and channels of all events beforehand, and keeps no messages, since the same ones come again and again`,
  },
  {
    name: "discord.js ours",
    title: "discord.js + gateway-run",
    how: "the same bot, its gateway by the strategy of gateway-run/discordjs",
  },
];

export const PEERS: readonly Peer[] = [
  {
    name: "discordjs",
    title: "@discordjs/ws",
    how: `${version("@discordjs/ws")} in process, inflating by zlib-sync; the first of the peers, which others are compared with`,
  },
  {
    name: "discordjs workers",
    title: "@discordjs/ws workers",
    how: "the same by its WorkerShardingStrategy, with one worker a core",
  },
  {
    name: "discordeno",
    title: "@discordeno/gateway",
    how: `${version("@discordeno/gateway")} in process, with Node's zlib, which is what it has, and without its conversion of keys to camel case`,
  },
  {
    name: "oceanic",
    title: "oceanic.js",
    how: `${version("oceanic.js")} by its \`packet\` event, inflating by zlib-sync; its handlers, which build and cache objects, are unregistered but for READY's`,
  },
  {
    name: "seyfert",
    title: "seyfert",
    how: `${version("seyfert")} by its ShardManager; it has no zlib-stream and gets the same messages as uncompressed text, and its fixed wss port 443 is led to the measured gateway by Node's agent, without TLS`,
  },
];
