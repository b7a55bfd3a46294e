// Who does what where: the values that one generated event is filled with.

import { KIND, type Guilds } from "./guilds.js";
import type { Random } from "./random.js";

/** Every gap that an event's template may have. */
export const GAPS = [
  "guild",
  "channel",
  "role",
  "emoji",
  "user",
  "other",
  "name",
  "nick",
  "avatar",
  "message",
  "former",
  "nonce",
  "text",
  "time",
  "seconds",
  "token",
] as const;

export type Gap = (typeof GAPS)[number];

const DISCORD_EPOCH = 1_420_070_400_000;
const CHANNELS = 25;
const ACTIVE_MEMBERS = 60;

const WORDS = (
  "the a to and of in is it you that was for on are with as at be this have from or had by but " +
  "not what all were we when your can said there use an each which she do how their if will up " +
  "other about out many then them these so some her would make like him into time has look two " +
  "more write go see number no way could people my than first water been call who oil its now " +
  "find long down day did get come made may part server channel raid queue build patch update"
).split(" ");

const NAMES = ["mira", "tobias", "sunny_day", "kestrel", "oakleaf", "bluefin", "nova", "pixelfox"];

const SENTENCES = 512;
const AVATARS = 256;

function sentence(random: Random): string {
  const words = 3 + Math.floor(random.next() ** 2 * 40);
  return Array.from({ length: words }, () => random.pick(WORDS)).join(" ");
}

function hex(random: Random): string {
  return Array.from({ length: 32 }, () => random.below(16).toString(16)).join("");
}

/** `number` as the last six digits of an id of this kind. */
export function suffix(kind: number, number: number): string {
  return String(kind * 100_000 + number);
}

/** One at a time: `next` changes what the fields say. */
export class Draw {
  guild = "";
  channel = "";
  role = "";
  emoji = "";
  user = "";
  other = "";
  name = "";
  nick = "";
  avatar = "";
  message = "";
  former = "";
  nonce = "";
  text = "";
  time = "";
  seconds = "";
  token = "";
  readonly #guilds: Guilds;
  readonly #random: Random;
  readonly #sentences: readonly string[];
  readonly #avatars: readonly string[];
  #block = 0n;
  #blockText = "";
  #counter = 0;

  constructor(guilds: Guilds, random: Random) {
    this.#guilds = guilds;
    this.#random = random;
    this.#sentences = Array.from({ length: SENTENCES }, () => sentence(random));
    this.#avatars = Array.from({ length: AVATARS }, () => `a_${hex(random)}`);
  }

  /** Moves the clock of ids and timestamps to `at`, in ms since 1970. */
  tick(at: number): void {
    this.time = new Date(at).toISOString().replace("Z", "000+00:00");
    this.seconds = String(Math.floor(at / 1000));
    const block = (BigInt(Math.max(0, Math.floor(at) - DISCORD_EPOCH)) << 22n) / 1_000_000n;
    this.#block = block > this.#block ? block : this.#block + 1n;
    this.#blockText = String(this.#block);
    this.#counter = 0;
  }

  /** Another event, in guild `number`. */
  next(number: number): void {
    const random = this.#random;
    const prefix = this.#guilds.prefix(number);
    const member = random.zipf(ACTIVE_MEMBERS);
    this.guild = `${prefix}000000`;
    this.channel = prefix + suffix(KIND.channel, random.zipf(CHANNELS));
    this.role = prefix + suffix(KIND.role, 1 + random.below(14));
    this.emoji = prefix + suffix(KIND.emoji, random.below(25));
    this.user = prefix + suffix(KIND.member, member);
    this.other = prefix + suffix(KIND.member, random.below(ACTIVE_MEMBERS));
    this.name = NAMES[member % NAMES.length] + String(number % 1000);
    this.nick = `${NAMES[(member + 3) % NAMES.length]} ${member}`;
    this.avatar = this.#avatars[(number * 61 + member) % AVATARS] ?? "";
    this.text = random.pick(this.#sentences);
    this.token = this.avatar + this.#avatars[random.below(AVATARS)];
    this.former = this.message || this.guild;
    this.message = this.#id();
    this.nonce = this.#id();
  }

  /** Ids that only grow. */
  #id(): string {
    if (this.#counter === 1_000_000) {
      this.#blockText = String(++this.#block);
      this.#counter = 0;
    }
    return this.#blockText + String(this.#counter++).padStart(6, "0");
  }
}
