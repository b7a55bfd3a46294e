// What one shard counts: a row of numbers, in memory that the main thread can share and read
// whenever it likes. Only the shard's thread writes them; a step takes some ns and no message.

import { readText } from "./json-keys.js";
import { payloadRange } from "./peek.js";
import type { Header } from "./sink.js";

/** Where each number stands in the row. Memory that is new holds zeros: they mean "none yet". */
const EVENTS = 0;
const WIRE_BYTES = 1;
const JSON_BYTES = 2;
/** The last round trip of a heartbeat in ms; 0 for none. */
const LATENCY = 3;
/** Guilds of the session plus 1; 0 where they are not known. */
const GUILDS = 4;
/** Guilds whose GUILD_CREATE is to come, as in READY or after an outage. */
const AWAITED = 5;
/** The last seq of the session that was counted: a successor is sent some of them again. */
const SEQ = 6;

/** Numbers in a row. */
export const SHARD_FIELDS = 7;

/** An unavailable guild is an id and this. */
const UNAVAILABLE = /"unavailable"\s*:\s*true/;
const UNAVAILABLE_BYTES = 256;

/** What has been counted. */
export interface ShardReading {
  /** Dispatches received. */
  readonly events: number;
  /** Bytes of WebSocket messages, and of what they inflate to. */
  readonly wireBytes: number;
  readonly jsonBytes: number;
  /** The last heartbeat's round trip; null before the first of a connection. */
  readonly latencyMs: number | null;
  /** null before the first READY. */
  readonly guilds: number | null;
}

/** The counters of one shard. */
export class ShardCounters {
  readonly #row: Float64Array;
  readonly #named: (name: string) => void;
  /** Ids of awaited guilds, as far as this life of the thread has heard of them … */
  #awaited = new Set<string>();
  /** … and how many others a life before had heard of. */
  #anonymous: number;

  /**
   * @param row - of `SHARD_FIELDS` numbers.
   * @param named - told the name of each dispatch that is counted.
   */
  constructor(row: Float64Array, named: (name: string) => void = () => undefined) {
    this.#row = row;
    this.#named = named;
    this.#anonymous = this.#at(AWAITED);
  }

  /** What is there now; from another thread as well. */
  get reading(): ShardReading {
    const latency = this.#at(LATENCY);
    const guilds = this.#at(GUILDS);
    return {
      events: this.#at(EVENTS),
      wireBytes: this.#at(WIRE_BYTES),
      jsonBytes: this.#at(JSON_BYTES),
      latencyMs: latency === 0 ? null : latency,
      guilds: guilds === 0 ? null : guilds - 1,
    };
  }

  /** A WebSocket message has come, of so many bytes. */
  frame(bytes: number): void {
    this.#add(WIRE_BYTES, bytes);
  }

  /** A whole message has been read. */
  message(bytes: number): void {
    this.#add(JSON_BYTES, bytes);
  }

  /** A heartbeat was acknowledged after so many ms; null where a connection begins or has ended. */
  latency(ms: number | null): void {
    this.#row[LATENCY] = ms ?? 0;
  }

  /** READY: a new session, with these guilds, each of which is still to come. */
  ready(guilds: readonly string[]): void {
    this.#awaited = new Set(guilds);
    this.#anonymous = 0;
    this.#row[GUILDS] = this.#awaited.size + 1;
    this.#row[SEQ] = 0;
    this.#keepAwaited();
  }

  /** A dispatch was passed on. `message` is the whole of it. */
  dispatch(header: Header, message: Buffer): void {
    const { t, s } = header;
    if (t === null || s === null || s <= this.#at(SEQ)) return;
    this.#row[SEQ] = s;
    this.#add(EVENTS, 1);
    this.#named(t);
    if (this.#at(GUILDS) === 0) return;
    if (t === "GUILD_CREATE") this.#created(header, message);
    if (t === "GUILD_DELETE") this.#deleted(header, message);
  }

  /**
   * GUILD_CREATE brings a guild that is awaited, or one that the bot has joined. Its id stands
   * somewhere in the middle, and is only looked for while there are any awaited.
   */
  #created(header: Header, message: Buffer): void {
    const away = isUnavailable(message);
    const id = away || this.#awaited.size > 0 ? idIn(header, message) : "";
    const isKnown = this.#awaited.delete(id) || (this.#anonymous > 0 && this.#anonymous-- > 0);
    if (!isKnown) this.#add(GUILDS, 1);
    if (away) this.#awaited.add(id);
    this.#keepAwaited();
  }

  /** GUILD_DELETE: an outage, or the bot has left. */
  #deleted(header: Header, message: Buffer): void {
    const id = idIn(header, message);
    if (isUnavailable(message)) this.#awaited.add(id);
    else {
      this.#awaited.delete(id);
      if (this.#at(GUILDS) > 1) this.#add(GUILDS, -1);
    }
    this.#keepAwaited();
  }

  #keepAwaited(): void {
    this.#row[AWAITED] = this.#awaited.size + this.#anonymous;
  }

  #at(field: number): number {
    return this.#row[field] ?? 0;
  }

  #add(field: number, count: number): void {
    this.#row[field] = this.#at(field) + count;
  }
}

function isUnavailable(message: Buffer): boolean {
  return message.length <= UNAVAILABLE_BYTES && UNAVAILABLE.test(message.toString());
}

/** The `id` of a dispatch's data; empty where it has none. */
function idIn({ d }: Header, message: Buffer): string {
  const start = d ?? payloadRange(message, null)?.start;
  return start === undefined ? "" : (readText(message, start, "id") ?? "");
}
