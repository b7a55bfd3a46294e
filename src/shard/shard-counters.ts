// What one shard counts: a row of numbers, in memory that the main thread can share and read
// whenever it likes. Only the shard's thread writes them; a step takes some ns and no message.

/** Where each number stands in the row. Memory that is new holds zeros: they mean "none yet". */
const EVENTS = 0;
const WIRE_BYTES = 1;
const JSON_BYTES = 2;
/** The last round trip of a heartbeat in ms; 0 for none. */
const LATENCY = 3;
/** Guilds of the session plus 1; 0 where they are not known. */
const GUILDS = 4;
/** Guilds of READY, or that had an outage, whose GUILD_CREATE is to come. */
const AWAITED = 5;

/** Numbers in a row. */
export const SHARD_FIELDS = 6;

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

  /** @param row - of `SHARD_FIELDS` numbers. */
  constructor(row: Float64Array) {
    this.#row = row;
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

  /** A heartbeat was acknowledged after so many ms; null where a new connection begins. */
  latency(ms: number | null): void {
    this.#row[LATENCY] = ms ?? 0;
  }

  /** READY: a new session, with so many guilds, each of which is still to come. */
  ready(guilds: number): void {
    this.#row[GUILDS] = guilds + 1;
    this.#row[AWAITED] = guilds;
  }

  /** A dispatch was passed on. `message` is the whole of it. */
  dispatch(name: string, message: Buffer): void {
    this.#add(EVENTS, 1);
    if (this.#at(GUILDS) === 0) return;
    if (name === "GUILD_CREATE") this.#created(message);
    if (name === "GUILD_DELETE") this.#deleted(message);
  }

  /**
   * GUILD_CREATE brings a guild of READY, one that is back from an outage, or one that the bot has
   * just joined. Which one does not matter to the sum, once none is awaited any more.
   */
  #created(message: Buffer): void {
    const away = isUnavailable(message);
    if (this.#at(AWAITED) === 0) this.#add(GUILDS, 1);
    else if (!away) this.#add(AWAITED, -1);
    if (away) this.#add(AWAITED, 1);
  }

  /** GUILD_DELETE: an outage, or the bot has left. */
  #deleted(message: Buffer): void {
    if (isUnavailable(message)) this.#add(AWAITED, 1);
    else if (this.#at(GUILDS) > 1) this.#add(GUILDS, -1);
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
