// What each option must be, once, for valibot. Every message completes "Cannot start a
// coordinator as 'shards' …".

import { X509Certificate } from "node:crypto";
import * as v from "valibot";
import { API_PROTOCOLS, baseUrl, GATEWAY_PROTOCOLS } from "../discord/base-url.js";
import { eventFault } from "../discord/event-names.js";
import { intentFault } from "../discord/intents.js";
import { LARGE_THRESHOLD } from "../discord/limits.js";
import { strict } from "./check.js";
import type { IdentifyQueue } from "./identify-queue.js";
import type { Logger } from "./logger.js";
import { isModule } from "./module-url.js";
import type { CoordinatorOptions, Presence, ShardOptions, ShardSelection } from "./options.js";
import type { SessionStore } from "./session-store.js";
import { isToken } from "./token.js";

const LEAST_BYTES = 65_536;
const LONGEST_DRAIN_S = 86_400;

function integer(min: number, max: number, message: string): v.GenericSchema<number> {
  return v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

const positive = (message: string): v.GenericSchema<number> =>
  integer(1, Number.MAX_SAFE_INTEGER, message);

/** Accepts what has all these methods: classes of the user's own as well as plain objects. */
function having<T>(methods: readonly (keyof T & string)[]): v.GenericSchema<T> {
  return v.custom<T>(
    (value) =>
      typeof value === "object" &&
      value !== null &&
      methods.every((method) => typeof Reflect.get(value, method) === "function"),
    `must have the methods ${methods.join(", ")}`,
  );
}

function url(protocols: readonly string[]): v.GenericSchema<string, string> {
  const message = `must be a URL that begins with ${protocols.join("// or ")}// and has no query`;
  return v.pipe(
    v.string(message),
    v.check((text) => !/[?#]/.test(text) && baseUrl(text, protocols) !== undefined, message),
    v.transform((text) => baseUrl(text, protocols) ?? text),
  );
}

/** One of a list of names that have a reader of their own. */
function name(fault: (name: string) => string | undefined): v.GenericSchema<string> {
  return v.pipe(
    v.string("must be a name"),
    v.check(
      (text) => fault(text) === undefined,
      ({ input }) => fault(input) ?? "",
    ),
  );
}

const INTENTS = "must be a number or a list of names";

const intents: v.GenericSchema<number | readonly string[]> = v.lazy((input) =>
  typeof input === "number"
    ? integer(0, Number.MAX_SAFE_INTEGER, "must be a non-negative integer")
    : v.array(name(intentFault), INTENTS),
);

const THRESHOLD = `must be an integer from ${LARGE_THRESHOLD.min} to ${LARGE_THRESHOLD.max}`;

/** Completes "it …". */
export const PRESENCE_RULE = "must be what op 3 takes: { status, activities, since, afk }";

/** Whether Discord takes it. */
export function isPresence(value: unknown): value is Presence {
  return v.is(
    v.looseObject({
      since: v.optional(v.nullable(v.number())),
      activities: v.optional(v.array(v.looseObject({ name: v.string(), type: v.number() }))),
      status: v.picklist(["online", "idle", "dnd", "invisible", "offline"]),
      afk: v.optional(v.boolean()),
    }),
    value,
  );
}

const presence: v.GenericSchema<Presence> = v.custom<Presence>(isPresence, PRESENCE_RULE);

const SHARD_ENTRIES = {
  intents: v.optional(intents),
  presence: v.optional(presence),
  properties: v.optional(
    strict(
      {
        os: v.optional(v.string("must be a string")),
        browser: v.optional(v.string("must be a string")),
        device: v.optional(v.string("must be a string")),
      },
      "must be { os, browser, device }",
    ),
  ),
  largeThreshold: v.optional(integer(LARGE_THRESHOLD.min, LARGE_THRESHOLD.max, THRESHOLD)),
};

/** What `shardOptions` may give. */
export const SHARD_OPTIONS: v.GenericSchema<ShardOptions> = strict(
  SHARD_ENTRIES,
  "must be an object",
);

const COUNT = 'must be "auto" or a positive integer';
const SHARDS = 'must be "auto", a positive integer, or { total, ids }';
const IDS = "must be a list of different shard numbers, with one at least";

const count: v.GenericSchema<number | "auto"> = v.lazy((input) =>
  typeof input === "number" ? positive(COUNT) : v.literal("auto", COUNT),
);

const selection = v.pipe(
  strict(
    {
      total: v.optional(count),
      ids: v.pipe(
        v.array(integer(0, Number.MAX_SAFE_INTEGER, "must be a shard number"), IDS),
        v.nonEmpty(IDS),
        v.check((ids) => new Set(ids).size === ids.length, IDS),
      ),
    },
    SHARDS,
  ),
  v.check(
    ({ total, ids }) => typeof total !== "number" || ids.every((id) => id < total),
    "must have each of its ids below its total",
  ),
);

const shards: v.GenericSchema<number | "auto" | ShardSelection> = v.lazy((input) => {
  if (typeof input === "object" && input !== null) {
    return selection;
  }
  return typeof input === "number" ? positive(SHARDS) : v.literal("auto", SHARDS);
});

const CERTIFICATE = "must be certificates in PEM";

function isCertificate(pem: string | Buffer): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0 && pem.includes("-----BEGIN");
  } catch {
    return false; // the reason stands in OpenSSL's words, which help nobody
  }
}

const certificate = v.pipe(
  v.union([v.string(CERTIFICATE), v.instance(Buffer, CERTIFICATE)], CERTIFICATE),
  v.check(isCertificate, CERTIFICATE),
);

function bytes(): v.GenericSchema<number> {
  return integer(
    LEAST_BYTES,
    Number.MAX_SAFE_INTEGER,
    `must be an integer of ${LEAST_BYTES} or more`,
  );
}

const TOKEN = "must be the bot's token, not empty and without white space";
const DRAIN = `must be a number of seconds from 0 to ${LONGEST_DRAIN_S}`;

const PATH = "must be the path of a file, or a session store";

const STORE: readonly (keyof SessionStore)[] = [
  "load",
  "put",
  "end",
  "seqs",
  "identify",
  "unused",
  "flush",
  "close",
];

const sessions: v.GenericSchema<string | SessionStore> = v.lazy((input) =>
  typeof input === "object"
    ? having<SessionStore>(STORE)
    : v.pipe(v.string(PATH), v.nonEmpty(PATH)),
);

const MODULE = "must be the path or file URL of a module";

const module = v.pipe(
  v.union([v.string(MODULE), v.instance(URL, MODULE)], MODULE),
  v.check(isModule, MODULE),
);

/** What the coordinator takes. */
export const OPTIONS: v.GenericSchema<CoordinatorOptions> = strict(
  {
    ...SHARD_ENTRIES,
    token: v.pipe(v.string(TOKEN), v.check(isToken, TOKEN)),
    shards: v.optional(shards),
    threads: v.optional(count),
    events: v.optional(v.array(name(eventFault), "must be a list of event names")),
    apiUrl: v.optional(url(API_PROTOCOLS)),
    gatewayUrl: v.optional(url(GATEWAY_PROTOCOLS)),
    payload: v.optional(v.picklist(["decoded", "json"], 'must be "decoded" or "json"')),
    compress: v.optional(
      v.picklist(["auto", "zstd", "zlib", "none"], 'must be "auto", "zstd", "zlib" or "none"'),
    ),
    handlers: v.optional(module),
    sessions: v.optional(sessions),
    identify: v.optional(having<IdentifyQueue>(["lease"])),
    ca: v.optional(v.union([certificate, v.array(certificate, CERTIFICATE)], CERTIFICATE)),
    shardOptions: v.optional(
      v.custom<(shard: number) => ShardOptions>(
        (value) => typeof value === "function",
        "must be a function",
      ),
    ),
    maxBufferedBytes: v.optional(bytes()),
    maxMessageBytes: v.optional(bytes()),
    drain: v.optional(
      v.pipe(v.number(DRAIN), v.minValue(0, DRAIN), v.maxValue(LONGEST_DRAIN_S, DRAIN)),
    ),
    spendReserve: v.optional(v.boolean("must be true or false")),
    logger: v.optional(having<Logger>(["debug", "info", "warn", "error"])),
  },
  "must be an object",
);
