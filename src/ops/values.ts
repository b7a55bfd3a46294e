// What the text of a flag or an environment variable stands for: one function a kind of value,
// each of which says in its error what it would have taken.

import { InvalidArgumentError } from "commander";
import { isIPv6 } from "node:net";
import type { Presence } from "../coordinator/options.js";
import { isPresence, PRESENCE_RULE } from "../coordinator/option-schema.js";
import { API_PROTOCOLS, baseUrl, GATEWAY_PROTOCOLS } from "../discord/base-url.js";
import { eventNames } from "../discord/event-names.js";
import { intentBits } from "../discord/intents.js";
import { LARGE_THRESHOLD } from "../discord/limits.js";
import { why } from "../discord/why.js";
import type { HttpOptions } from "./http-options.js";
import { QUOTATION } from "./quotation.js";

function list(text: string): readonly string[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  if (words.length === 0) throw new InvalidArgumentError("Give names, by comma.");
  return words;
}

/** Reads a list; what is wrong with a word of it becomes commander's kind of error. */
function readList<Value>(text: string, read: (words: readonly string[]) => Value): Value {
  try {
    return read(list(text));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(`${error.message}.`);
  }
}

/** Names of intents in any style, by comma or space; a number; `unprivileged`; `all`. */
export function intents(text: string): number {
  return readList(text, intentBits);
}

/** Names of dispatches in any style, by comma or space. */
export function events(text: string): readonly string[] {
  return readList(text, eventNames);
}

function integer(text: string, min: number, max: number, what: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw new InvalidArgumentError(what);
  return value;
}

/** A whole number from 1 to `max`, which is described in the error. */
function count(text: string, max: number, what: string): number {
  return integer(text, 1, max, what);
}

/** `auto` or a whole number from 1. */
export function autoOrCount(text: string): "auto" | number {
  if (text === "auto") return "auto";
  return count(text, 1_000_000, "Give 'auto' or a whole number from 1.");
}

/** A whole number from 1. */
export function positive(text: string): number {
  return count(text, 1_000_000, "Give a whole number from 1.");
}

/** A number of events a second: a whole number from 0. */
export function rate(text: string): number {
  return integer(text, 0, 10_000_000, "Give a whole number from 0.");
}

/** A TCP port; 0 takes a free one. */
export function port(text: string): number {
  return integer(text, 0, 65_535, "Give a port from 0 (any free one) to 65535.");
}

const ADDRESS = /^(?:\[(?<bracketed>[^\]]*)\]:|(?<plain>[^\s:/[\]]+):)?(?<port>\d+)$/;
const HTTP_ADDRESS = "Give a port, or a host and a port: 8080, 0.0.0.0:8080 or [::1]:8080.";

/** Where to serve HTTP: a port, with a host before it or not; an IPv6 address in brackets. */
export function http(text: string): HttpOptions {
  const { bracketed, plain, port: digits = "" } = ADDRESS.exec(text)?.groups ?? {};
  const odd = bracketed !== undefined && !isIPv6(bracketed);
  const number = integer(odd ? "" : digits, 0, 65_535, HTTP_ADDRESS);
  const host = bracketed ?? plain;
  return host === undefined ? { port: number } : { host, port: number };
}

/** Milliseconds: a whole number from 1. */
export function milliseconds(text: string): number {
  return count(text, 86_400_000, "Give a whole number of milliseconds from 1.");
}

/** Seconds, from 0 to an hour. */
export function seconds(text: string): number {
  const value = Number(text);
  const plain = /^\d+(\.\d+)?$/.test(text);
  if (!plain || value > 3_600) throw new InvalidArgumentError("Give seconds from 0 to 3600.");
  return value;
}

/** `large_threshold` of the identify. */
export function largeThreshold(text: string): number {
  const { min, max } = LARGE_THRESHOLD;
  return integer(text, min, max, `Give a whole number from ${min} to ${max}.`);
}

const RANGE = /^(\d+)(?:-(\d+))?$/;
const SHARD_IDS = "Give numbers and ranges from 0, such as 0-15,20.";

function range(part: string): readonly number[] {
  const [, first, last = first] = RANGE.exec(part.trim()) ?? [];
  const from = Number(first);
  const to = Number(last);
  if (!(from <= to && to < 1_000_000)) throw new InvalidArgumentError(SHARD_IDS);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Shards by number and range, such as `0-15,20`: sorted, each once. */
export function shardIds(text: string): readonly number[] {
  return [...new Set(text.split(",").flatMap(range))].toSorted((a, b) => a - b);
}

function objectOf(text: string): unknown {
  const shape = `Give a JSON object such as {"status":"idle","activities":[],"afk":false}.`;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new InvalidArgumentError(`${shape} ${why(error).replace(QUOTATION, "")}.`);
  }
  throw new InvalidArgumentError(shape);
}

/** The `d` of an op 3. */
export function presence(text: string): Presence {
  const value = objectOf(text);
  if (isPresence(value)) return value;
  throw new InvalidArgumentError(`It ${PRESENCE_RULE}.`);
}

function url(text: string, protocols: readonly string[], example: string): string {
  if (/[?#]/.test(text) || baseUrl(text, protocols) === undefined) {
    throw new InvalidArgumentError(`Give a URL such as ${example}, without a query.`);
  }
  return text;
}

/** The base of a REST API. */
export function apiUrl(text: string): string {
  return url(text, API_PROTOCOLS, "https://discord.com/api/v10");
}

/** A gateway. */
export function gatewayUrl(text: string): string {
  return url(text, GATEWAY_PROTOCOLS, "wss://gateway.discord.gg");
}

/** The path of a file. */
export function file(text: string): string {
  if (text === "") throw new InvalidArgumentError("Give the path of a file.");
  return text;
}

/** One of these words, in any case. */
export function oneOf<const Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    if (word === undefined) throw new InvalidArgumentError(`Give one of: ${words.join(", ")}.`);
    return word;
  };
}
