// The events that are sent: captured ones from a file, or what the simulator generates.

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { payloadRange, peek } from "../../src/shard/peek.js";
import { DEFAULTS } from "../../src/simulator/defaults.js";
import { Draw, GAPS } from "../../src/simulator/draw.js";
import { EVENT_SHAPES } from "../../src/simulator/event-shapes.js";
import { GuildPayloads } from "../../src/simulator/guild-payloads.js";
import { Guilds } from "../../src/simulator/guilds.js";
import { PROFILES } from "../../src/simulator/profiles.js";
import { Random } from "../../src/simulator/random.js";
import { Template } from "../../src/simulator/template.js";

/** A dispatch without its number. */
export interface Event {
  readonly name: string;
  /** The JSON text of `d`. */
  readonly data: Buffer;
}

/** Everything there is to send. */
export interface Events {
  /** What comes all day. */
  readonly steady: readonly Event[];
  /** GUILD_CREATE, which comes at a start. */
  readonly guilds: readonly Event[];
}

/** How many are generated; they are sent over and over. */
const GENERATED = 12_000;
const GENERATED_GUILDS = 400;

/** @param corpus - a file, gzipped or not, with one message `{t,s,op,d}` a line; or null. */
export function loadEvents(corpus: string | null): Events {
  if (corpus === null) return generate();
  const all = readLines(corpus).map(eventOf);
  const steady = all.filter(({ name }) => name !== "GUILD_CREATE");
  const guilds = all.filter(({ name }) => name === "GUILD_CREATE");
  if (steady.length === 0) throw new Error(`Cannot use ${corpus}: it has no events`);
  return { steady, guilds: guilds.length > 0 ? guilds : generate().guilds };
}

/** One GUILD_CREATE of about so many bytes. */
export function largeGuild(bytes: number): Event {
  const payloads = new GuildPayloads(new Guilds(1), DEFAULTS);
  return { name: "GUILD_CREATE", data: Buffer.from(payloads.create(0, bytes)) };
}

/** The whole message, in Discord's order of keys. */
export function messageOf({ name, data }: Event, seq: number): Buffer {
  return Buffer.concat([Buffer.from(`{"t":"${name}","s":${seq},"op":0,"d":`), data, CLOSE]);
}

const CLOSE = Buffer.from("}");

function readLines(corpus: string): Buffer[] {
  const file = readFileSync(corpus);
  const text = file.readUInt16BE(0) === 0x1f8b ? gunzipSync(file) : file;
  const lines: Buffer[] = [];
  for (let start = 0; start < text.length;) {
    const newLine = text.indexOf("\n", start);
    const end = newLine === -1 ? text.length : newLine;
    if (end > start) lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function eventOf(line: Buffer): Event {
  const name = peek(line)?.t ?? null;
  const range = payloadRange(line, peek(line)?.d ?? null);
  if (name === null || range === null) {
    throw new Error(`Cannot read a line as a dispatch: ${line.subarray(0, 80).toString()}`);
  }
  return { name, data: line.subarray(range.start, range.end) };
}

/** The traffic of a bot with every intent but presences. */
function generate(): Events {
  const random = new Random(1);
  const guilds = new Guilds(GENERATED_GUILDS);
  const draw = new Draw(guilds, random);
  const mix = PROFILES["no-presences"].flatMap(([name, share]) => sources(name, share));
  const sum = mix.reduce((total, { share }) => total + share, 0);
  draw.tick(Date.UTC(2026, 0, 1));
  const steady = Array.from({ length: GENERATED }, () => {
    draw.next(random.zipf(GENERATED_GUILDS));
    const { name, template } = pick(mix, random.next() * sum);
    return { name, data: Buffer.from(template.render(draw)) };
  });
  const payloads = new GuildPayloads(guilds, DEFAULTS);
  const creates = Array.from({ length: GENERATED_GUILDS }, (_, guild) => ({
    name: "GUILD_CREATE",
    data: Buffer.from(payloads.create(guild)),
  }));
  return { steady, guilds: creates };
}

interface Source {
  readonly name: string;
  readonly share: number;
  readonly template: Template<(typeof GAPS)[number]>;
}

/** An event's shapes, each with its part of the event's share. */
function sources(name: string, share: number): readonly Source[] {
  const variants = EVENT_SHAPES[name] ?? [];
  const sum = variants.reduce((total, [weight]) => total + weight, 0);
  return variants.map(([weight, shape]) => ({
    name,
    share: (share * weight) / sum,
    template: new Template(shape, GAPS),
  }));
}

/** The one in whose share `at` lies. */
function pick(mix: readonly Source[], at: number): Source {
  let left = at;
  for (const source of mix) {
    left -= source.share;
    if (left < 0) return source;
  }
  return mix.at(-1) as Source;
}
