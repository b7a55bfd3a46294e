// An event as the user gets it. What it carries is decoded when it is first read, so that an
// event of which only the name matters costs next to nothing.

import { inspect, type InspectOptions } from "node:util";
import { GatewayError } from "../discord/gateway-error.js";

/** What holds the payload of a dispatch until it is read. */
export interface PayloadHolder {
  /** Decodes the payload that lies at these bytes. */
  unpack(start: number, end: number): unknown;
  /** Reads it as text. */
  text(start: number, end: number): string;
  /** Says that one dispatch needs it no longer. */
  release(): void;
}

/** Where the payload of a dispatch lies, and in which form. */
export interface PayloadPlace {
  readonly holder: PayloadHolder;
  readonly start: number;
  readonly end: number;
  /** Whether it is text; null where it can be had either way. */
  readonly text: boolean | null;
}

/** The plain fields of a dispatch. */
export interface DispatchFields {
  /** Id of the shard. */
  readonly shard: number;
  /** Id of the session, as Discord gave it in READY. */
  readonly session: string;
  /** Number of the event in its session, `s`. */
  readonly seq: number;
  /** Name of the event, `t`. */
  readonly name: string;
  /** Whether Discord sent it again after a resume. */
  readonly replayed: boolean;
}

const UNREAD = Symbol("unread");

/**
 * One event. Until `data` or `json` is first read, it holds on to the memory of the batch that it
 * came in, up to 256 KiB or twice its own size: read what you keep.
 */
export class Dispatch implements DispatchFields {
  readonly shard: number;
  readonly session: string;
  readonly seq: number;
  readonly name: string;
  readonly replayed: boolean;
  /** null when the payload has been taken out of it. */
  #holder: PayloadHolder | null;
  readonly #start: number;
  readonly #end: number;
  readonly #text: boolean | null;
  #data: unknown = UNREAD;
  #json: string | null = null;

  constructor(fields: DispatchFields, place: PayloadPlace) {
    this.shard = fields.shard;
    this.session = fields.session;
    this.seq = fields.seq;
    this.name = fields.name;
    this.replayed = fields.replayed;
    this.#holder = place.holder;
    this.#start = place.start;
    this.#end = place.end;
    this.#text = place.text;
  }

  /** `d` of the event. Throws a GatewayError where it is no valid JSON. */
  get data(): unknown {
    this.#takeOut("data");
    if (this.#data === UNREAD) this.#data = this.#parse(this.#json ?? "");
    return this.#data;
  }

  /** The text of `d`: Discord's own where it crossed as text, else what `data` gives. */
  get json(): string {
    this.#takeOut("json");
    this.#json ??= JSON.stringify(this.#data);
    return this.#json;
  }

  /** The first read takes what both `data` and `json` need, and lets go of the batch. */
  #takeOut(want: "data" | "json"): void {
    const holder = this.#holder;
    if (holder === null) return;
    try {
      if (this.#text ?? want === "json") this.#json = holder.text(this.#start, this.#end);
      else this.#data = holder.unpack(this.#start, this.#end);
    } catch (cause) {
      throw this.#unreadable(cause);
    }
    this.#holder = null;
    holder.release();
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw this.#unreadable(cause);
    }
  }

  #unreadable(cause: unknown): GatewayError {
    if (cause instanceof GatewayError) return cause;
    const message = `Cannot read the data of ${this.name} ${this.seq} of shard ${this.shard}`;
    return new GatewayError("MESSAGE_REFUSED", message, { shard: this.shard, cause });
  }

  static {
    // A method with this name would have no type of its own in the declarations.
    Object.defineProperty(this.prototype, inspect.custom, { value: show });
  }
}

function show(this: Dispatch, depth: number, options: InspectOptions): string {
  if (depth < 0) return "[Dispatch]";
  const { shard, session, seq, name, replayed } = this;
  const shown = { shard, session, seq, name, replayed, data: dataOf(this) };
  return `Dispatch ${inspect(shown, options)}`;
}

function dataOf(dispatch: Dispatch): unknown {
  try {
    return dispatch.data;
  } catch (error) {
    return error;
  }
}
