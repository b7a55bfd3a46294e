// Checks the simulator's options before anything starts, and fills in what was left out.

import { DEFAULTS } from "./defaults.js";
import { PRIVILEGED_INTENTS } from "../discord/intents.js";
import type { Settings, SimulatorOptions } from "./options.js";

/** What a value must be: its name for the error, and the test. */
type Check = readonly [name: string, test: (value: unknown) => boolean];

function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Check {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  const test = (value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return [`an integer ${range}`, test];
}

function limit(min: number): Check {
  const test = (value: unknown): boolean => typeof value === "number" && value >= min;
  return [`a number of at least ${min}`, test];
}

function oneOf(...values: readonly unknown[]): Check {
  return [
    `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`,
    (value) => values.includes(value),
  ];
}

function isShare(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null;
}

const SHARE: Check = ["a share from 0 to 1", isShare];
const FLAG: Check = ["true or false", (value) => typeof value === "boolean"];
const FUNCTION: Check = ["a function", (value) => typeof value === "function"];
const TEXT: Check = ["a text", (value) => typeof value === "string" && value !== ""];
const AMOUNT: Check = limit(0);
const COUNT: Check = integer(0);
const ONE_UP: Check = integer(1);
/** A delay that a timer can wait. */
const DELAY: Check = integer(0, 2_147_483_647);

const CHECKS: Readonly<{ [Name in keyof Required<SimulatorOptions>]: Check }> = {
  host: TEXT,
  port: integer(0, 65_535),
  resumePorts: integer(1, 100),
  resumeHost: oneOf("serve", "refuse", "silent", "reset"),
  tls: [
    "a key and a certificate",
    (value) => isObject(value) && TEXT[1](value["key"]) && TEXT[1](value["cert"]),
  ],
  advertise: FUNCTION,
  now: FUNCTION,
  seed: COUNT,
  token: TEXT,
  shards: ONE_UP,
  assignedShardBase: COUNT,
  total: COUNT,
  remaining: COUNT,
  resetAfter: COUNT,
  maxConcurrency: ONE_UP,
  identifyWindow: AMOUNT,
  refusalDelay: DELAY,
  refusalCloses: FLAG,
  allowedPrivileged: [
    "bits of the privileged intents",
    (value) => Number.isInteger(value) && (Number(value) & ~PRIVILEGED_INTENTS) === 0,
  ],
  heartbeatInterval: integer(1, 1_000_000_000),
  heartbeatGrace: limit(1),
  missedHeartbeat: oneOf(1000, 4009, "reset"),
  ackDelay: DELAY,
  ackDrop: SHARE,
  ackDuplicate: SHARE,
  sessionTtl: AMOUNT,
  ringSize: COUNT,
  ringBytes: limit(1),
  trimAtHeartbeat: FLAG,
  maxPayload: ONE_UP,
  sendLimit: ONE_UP,
  sendWindow: AMOUNT,
  sendWindowKind: oneOf("sliding", "fixed"),
  maxConnections: limit(0),
  slowReaderLimit: limit(1),
  unknownQuery: oneOf(4000, 400),
  reconnectGrace: DELAY,
  reconnectEvery: DELAY,
  level: integer(0, 9),
  windowLog: integer(10, 27),
  compressHeader: oneOf(0x01, 0x5e, 0x9c, 0xda),
  split: limit(1),
  fragments: integer(1, 1000),
  keyOrder: oneOf("fixed", "shuffled"),
  unknownKeys: FLAG,
  prettyPrint: FLAG,
  guilds: COUNT,
  members: integer(1, 99_999),
  guildBytes: integer(0, 20 * 1024 * 1024),
  largeGuilds: [
    "a share and a number of bytes up to 20 MiB",
    (value) =>
      isObject(value) && isShare(value["share"]) && integer(0, 20 * 1024 * 1024)[1](value["bytes"]),
  ],
  guildRate: limit(0.001),
  unavailable: SHARE,
  late: SHARE,
  lateBy: DELAY,
  chunkSize: integer(1, 1000),
  chunkInterval: DELAY,
  chunkReorder: FLAG,
  chunkDrop: SHARE,
  fullMemberWindow: AMOUNT,
  fullMemberScope: oneOf("bot", "session"),
  rate: AMOUNT,
  profile: oneOf("all", "no-presences", "slash"),
  duplicates: SHARE,
  drops: SHARE,
  reorder: SHARE,
  backlog: limit(1),
  keepSent: FLAG,
};

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? typeof value);
}

function check(name: string, value: unknown): void {
  const checks: Readonly<{ [name: string]: Check }> = CHECKS;
  const found = Object.hasOwn(checks, name) ? checks[name] : undefined;
  if (found === undefined) {
    throw new TypeError(`Cannot use \`${name}\` as an option of the simulator: no such option`);
  }
  const [kind, test] = found;
  if (test(value)) return;
  const shown = name === "token" || name === "tls" ? typeof value : show(value);
  const message = `Cannot use \`${name}\` as ${kind}: received ${shown}`;
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws TypeError or RangeError on the first option that is wrong.
 */
export function settle(options: SimulatorOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) check(name, value);
  const settings = { ...DEFAULTS, ...Object.fromEntries(given) };
  const remaining = options.remaining ?? settings.total;
  return { ...settings, remaining };
}
