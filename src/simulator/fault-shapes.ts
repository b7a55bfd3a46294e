// What each kind of fault must and may say, one line a kind: in process the compiler checks it,
// over HTTP nobody else would.

import type { Fault } from "./fault.js";
import { isInteger, isJson, isText, type Json } from "./inbound.js";

/** The kind of a field; a `?` at the end says that it may be left out. */
type Field = "integer" | "number" | "share" | "text" | "flag" | "any" | "code";
type Fields = { readonly [name: string]: Field | `${Field}?` };

const CLOSE: Fields = { code: "code", reason: "text?" };

const FIELDS: { readonly [K in Fault["kind"]]: Fields } = {
  close: CLOSE,
  closeWithoutFrame: {},
  reset: {},
  halfOpen: {},
  reconnect: {},
  invalidSession: { resumable: "flag" },
  heartbeatRequest: {},
  slow: { bytesPerSecond: "number" },
  corrupt: {},
  raw: { text: "text" },
  invalidJson: {},
  unknownOp: {},
  expire: {},
  trimRing: {},
  seqJump: { by: "integer" },
  dispatch: { name: "text", data: "any" },
  burst: { count: "integer" },
  unknownEvent: {},
  oversize: { bytes: "integer" },
  bomb: { bytes: "integer" },
  guild: { bytes: "integer" },
  guildsDown: { share: "share" },
  guildsUp: {},
  rate: { rate: "number" },
  budget: { remaining: "integer" },
  clear: { of: "text?" },
  refuse: {},
  noUpgrade: {},
  noHello: {},
  helloDelay: { delay: "integer" },
  helloInterval: { interval: "any" },
  reconnectBeforeHello: {},
  reconnectInsteadOfHello: {},
  closeBeforeHello: CLOSE,
  closeInsteadOfReady: CLOSE,
  noReady: {},
  readyWithoutSession: {},
  outage: {},
  noResumed: {},
  resumeReset: {},
  resumeInvalid: { resumable: "flag" },
  resumeClose: CLOSE,
  acks: { mode: "text" },
  ackDelay: { delay: "integer" },
  http: { status: "integer", retryAfter: "number?" },
  httpDelay: { delay: "integer" },
  httpGarbage: {},
  httpReset: {},
};

/** What every fault may say about whom it meets. */
const REACH: Fields = {
  kind: "text",
  shard: "integer?",
  fraction: "share?",
  host: "text?",
  ms: "number?",
  times: "integer?",
};

function isCode(value: unknown): boolean {
  return isInteger(value) && (value === 1000 || (value >= 1001 && value <= 1014) || value >= 3000);
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

const TESTS: { readonly [F in Field]: (value: unknown) => boolean } = {
  integer: (value) => isInteger(value) && value >= 0,
  number: isAmount,
  share: (value) => isAmount(value) && Number(value) <= 1,
  text: isText,
  flag: (value) => typeof value === "boolean",
  any: (value) => value !== undefined,
  code: (value) =>
    isCode(value) && Number(value) < 5000 && ![1004, 1005, 1006].includes(Number(value)),
};

/** The fields that only take certain texts. */
const CHOICES: { readonly [name: string]: readonly string[] } = {
  host: ["main", "resume"],
  mode: ["drop", "duplicate"],
  of: Object.keys(FIELDS),
};

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function checkField(name: string, field: Field | `${Field}?`, value: unknown): void {
  if (field.endsWith("?") && value === undefined) return;
  const kind = (Object.keys(TESTS) as Field[]).find((known) => field.startsWith(known)) ?? "any";
  const choices = CHOICES[name];
  if (TESTS[kind](value) && (choices === undefined || choices.includes(String(value)))) return;
  const wanted = choices === undefined ? kind : `one of ${choices.join(", ")}`;
  throw new TypeError(`Cannot use \`${name}\` of a fault as ${wanted}: received ${show(value)}`);
}

function isKind(kind: unknown): kind is Fault["kind"] {
  return isText(kind) && Object.hasOwn(FIELDS, kind);
}

/** @throws TypeError when this is no fault, with the field that is wrong. */
export function assertFault(value: unknown): asserts value is Fault {
  if (!isJson(value) || !isKind(value["kind"])) {
    const kinds = Object.keys(FIELDS).join(", ");
    throw new TypeError(`Cannot use ${show(value)} as a fault: its kind must be one of ${kinds}`);
  }
  const fields: Fields = { ...REACH, ...FIELDS[value["kind"]] };
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) {
      throw new TypeError(
        `Cannot use \`${name}\` in a fault of kind ${value["kind"]}: no such field`,
      );
    }
  }
  checkFields(fields, value);
}

function checkFields(fields: Fields, value: Json): void {
  for (const [name, field] of Object.entries(fields)) checkField(name, field, value[name]);
}
