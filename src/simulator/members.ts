// Op 8: the members of a guild, in chunks.
// https://discord.com/developers/docs/events/gateway-events#request-guild-members

import { GatewayIntentBits } from "discord-api-types/v10";
import type { Client } from "./client.js";
import { isText, type Json } from "./inbound.js";
import type { Session } from "./session.js";
import type { World } from "./world.js";

const NONCE_BYTES = 32;
const MOST_FOUND = 100;

/** What is to be answered about a guild. */
interface Question {
  readonly guild: number;
  readonly presences: boolean;
  readonly nonce: string | undefined;
}

/** What a request comes to. */
interface Found {
  readonly numbers: readonly number[];
  /** As they were given: integers stay integers. */
  readonly missing: readonly unknown[] | null;
}

export function requestMembers(client: Client, session: Session, guild: number, d: Json): void {
  const { world } = client;
  const full = d["query"] === "" && d["limit"] === 0 && (d["user_ids"] ?? null) === null;
  if (full && (session.intents & GatewayIntentBits.GuildMembers) === 0) {
    return client.violate("members-intent", `guild ${String(d["guild_id"])}`);
  }
  const allowed = (session.intents & GatewayIntentBits.GuildPresences) !== 0;
  const presences = d["presences"] === true && allowed;
  const question: Question = { guild, presences, nonce: nonceOf(d["nonce"]) };
  const wait = full ? limited(world, session, guild) : 0;
  if (wait > 0) tooSoon(world, session, question, wait);
  else deliver(world, session, chunks(world, question, find(world, guild, d)));
}

/** An invalid nonce is dropped without a word. */
function nonceOf(nonce: unknown): string | undefined {
  return isText(nonce) && Buffer.byteLength(nonce) <= NONCE_BYTES ? nonce : undefined;
}

/** ms until all members of the guild may be asked for again; 0 for now, which then counts. */
function limited(world: World, session: Session, guild: number): number {
  const { fullMemberScope, fullMemberWindow, now } = world.settings;
  const key = fullMemberScope === "bot" ? String(guild) : `${guild} ${session.id}`;
  const last = world.fullRequests.get(key);
  const wait = last === undefined ? 0 : last + fullMemberWindow - now();
  if (wait > 0) return wait;
  world.fullRequests.set(key, now());
  return 0;
}

function tooSoon(world: World, session: Session, question: Question, wait: number): void {
  const meta = { guild_id: world.guilds.id(question.guild), nonce: question.nonce };
  const data = { retry_after: wait / 1000, opcode: 8, meta };
  session.dispatch("RATE_LIMITED", JSON.stringify(data));
}

function find(world: World, guild: number, d: Json): Found {
  const { members } = world.settings;
  const given = d["user_ids"] ?? null;
  if (given !== null) {
    const ids: readonly unknown[] = Array.isArray(given) ? given : [given];
    return findById(world, guild, ids.slice(0, MOST_FOUND));
  }
  const query = String(d["query"]).toLowerCase();
  const limit = Number(d["limit"]);
  const all = Array.from({ length: members }, (_, number) => number);
  if (query === "" && limit === 0) return { numbers: all, missing: null };
  const matching = all.filter((number) => world.payloads.username(number).startsWith(query));
  return { numbers: matching.slice(0, Math.min(limit || MOST_FOUND, MOST_FOUND)), missing: null };
}

function findById(world: World, guild: number, ids: readonly unknown[]): Found {
  const numbers: number[] = [];
  const missing: unknown[] = [];
  for (const id of ids) {
    const number = world.payloads.memberWith(guild, String(id));
    if (number === undefined) missing.push(id);
    else numbers.push(number);
  }
  return { numbers, missing };
}

function presence(user: string): string {
  return `{"user":{"id":"${user}"},"status":"online","client_status":{"web":"online"},"activities":[]}`;
}

/** The `d` of each GUILD_MEMBERS_CHUNK, in order. */
function chunks(world: World, question: Question, { numbers, missing }: Found): string[] {
  const { guild, presences, nonce } = question;
  const { chunkSize } = world.settings;
  const guildId = world.guilds.id(guild);
  const count = Math.max(1, Math.ceil(numbers.length / chunkSize));
  return Array.from({ length: count }, (_, index) => {
    const part = numbers.slice(index * chunkSize, (index + 1) * chunkSize);
    const members = part.map((number) => world.payloads.member(guild, number)).join(",");
    const online = part.map((number) => presence(world.payloads.memberId(guild, number)));
    const head = `"members":[${members}],"guild_id":"${guildId}"`;
    const place = `"chunk_index":${index},"chunk_count":${count}`;
    const extra = [
      missing === null ? "" : `,"not_found":${JSON.stringify(missing)}`,
      presences ? `,"presences":[${online.join(",")}]` : "",
      nonce === undefined ? "" : `,"nonce":${JSON.stringify(nonce)}`,
    ];
    return `{${head},${place}${extra.join("")}}`;
  });
}

function deliver(world: World, session: Session, all: string[]): void {
  const { chunkReorder, chunkDrop, chunkInterval } = world.settings;
  if (chunkReorder) all.reverse();
  all.forEach((chunk, index) => {
    if (world.random.next() < chunkDrop) return;
    world.timers.soon(index * chunkInterval, () => {
      if (session.end === null) session.dispatch("GUILD_MEMBERS_CHUNK", chunk);
    });
  });
}
