// The text of a session file: a line that tells what it is and a checksum of the rest, then the
// rest as JSON. A file that is torn, edited or something else altogether is known by the sum.

import { createHash } from "node:crypto";
import * as v from "valibot";
import type { AgedIdentify } from "./identify-log.js";
import type { Moment } from "./moment.js";
import type { StoredSession } from "./session-store.js";

const VERSION = 1;

/** What a file holds. */
export interface FileContents {
  /** SHA-256 of the token, in hex. */
  readonly bot: string;
  /** Of the sessions; null before any start got so far. */
  readonly total: number | null;
  readonly intents: number;
  readonly sessions: readonly StoredSession[];
  /** When it was written: ages count from then. */
  readonly written: Moment;
  /** For how long all identifies were known, in ms. */
  readonly known: number;
  readonly identifies: readonly AgedIdentify[];
}

/** What a text turned out to be. */
export type Reading =
  | { readonly kind: "contents"; readonly contents: FileContents }
  /** `why` completes "the file …". */
  | { readonly kind: "useless"; readonly why: string };

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const time = v.pipe(v.number(), v.finite());
const duration = v.pipe(v.number(), v.finite(), v.minValue(0));

const HEAD = v.object({ "gateway-run sessions": natural, sha256: v.string() });

const BODY = v.object({
  bot: v.string(),
  total: v.nullable(positive),
  intents: natural,
  written: v.object({ wall: time, steady: time, boot: v.nullable(v.string()) }),
  known: duration,
  identifies: v.array(v.tuple([natural, duration, duration])),
  sessions: v.array(
    v.object({ shard: natural, id: v.string(), url: v.string(), seq: natural, total: positive }),
  ),
});

/** Makes the text of a file. */
export function fileText(contents: FileContents): string {
  const identifies = contents.identifies.map(({ shard, age, left }) => {
    return [shard, Math.floor(age), Math.ceil(left)];
  });
  const body = JSON.stringify({ ...contents, known: Math.floor(contents.known), identifies });
  const head = JSON.stringify({ "gateway-run sessions": VERSION, sha256: sum(body) });
  return `${head}\n${body}\n`;
}

/** Reads a text that may be anything. */
export function readFileText(text: string): Reading {
  const [first = "", body = "", ...rest] = text.split("\n");
  const head = v.safeParse(HEAD, parse(first));
  if (!head.success) return useless("is not a session file");
  const { "gateway-run sessions": version, sha256 } = head.output;
  if (version !== VERSION) return useless(`is of version ${version}, and not of ${VERSION}`);
  const whole = sum(body) === sha256 && rest.length === 1 && rest[0] === "";
  const parsed = v.safeParse(BODY, whole ? parse(body) : undefined);
  if (!parsed.success) return useless("is torn, or was changed by hand");
  const identifies = parsed.output.identifies.map(([shard, age, left]) => ({ shard, age, left }));
  return { kind: "contents", contents: { ...parsed.output, identifies } };
}

function useless(why: string): Reading {
  return { kind: "useless", why };
}

function sum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller says what is wrong with it
  }
}
