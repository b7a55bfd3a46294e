// A config file's values, read by the same parsers as the flags and put where neither a flag nor
// the environment has said anything.

import { InvalidArgumentError, type Command, type Option } from "commander";
import { inspect } from "node:util";
import { nearest, plainName } from "../discord/nearest.js";
import { why } from "../discord/why.js";
import { withoutTokens } from "./token-shape.js";
import { UsageError } from "./usage-error.js";
import { events, file, intents } from "./values.js";

/** What a config file holds, whatever that is. */
export interface ConfigFile {
  /** As it was given, for errors. */
  readonly path: string;
  readonly values: unknown;
}

/** These lead to the file, or are no setting. */
const NO_KEYS: readonly string[] = ["token", "config", "envFile", "version"];

/** Variables that no option knows of, and that win over a key as its own would. */
const VARIABLES: { readonly [key: string]: readonly string[] } = {
  tokenFile: ["DISCORD_TOKEN", "DISCORD_TOKEN_FILE"],
};

const LONGEST_SHOWN = 80;

function shown(value: unknown): string {
  const text = withoutTokens(inspect(value, { depth: 1, breakLength: Infinity }));
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** The JSON of an object; one that leads back to itself, or too deep, has none. */
function jsonOf(value: object): string | null {
  try {
    return JSON.stringify(value) ?? null;
  } catch (error) {
    const [reason] = why(error).split("\n");
    throw new InvalidArgumentError(`It cannot be written as JSON: ${reason}.`);
  }
}

/** What would stand behind the flag; null for what cannot. */
function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) {
    const isFlat = value.every((word) => typeof word === "string" || typeof word === "number");
    return isFlat ? value.join(",") : null;
  }
  return typeof value === "object" && value !== null ? jsonOf(value) : null;
}

/** Lists of names that may be empty, though a flag that gives none is a mistake. */
const EMPTY_LISTS: ReadonlyMap<unknown, unknown> = new Map<unknown, unknown>([
  [intents, 0],
  [events, []],
]);

/** What only a config file can hold; undefined for everything else. */
function beyondFlags(option: Option, value: unknown): unknown {
  if (Array.isArray(value) && value.length === 0) return EMPTY_LISTS.get(option.parseArg);
  if (option.attributeName() === "shards" && typeof value === "object" && value !== null) {
    throw new InvalidArgumentError("Give the total as 'shards', and which of them as 'shardIds'.");
  }
  return undefined;
}

/**
 * What a flag makes of a value; undefined where it is as if it were not given.
 *
 * @throws InvalidArgumentError
 */
function read(option: Option, value: unknown): unknown {
  if (value === false && (option.isBoolean() || option.optional)) return undefined;
  if (value === true && (option.isBoolean() || option.optional)) return true;
  if (option.isBoolean()) throw new InvalidArgumentError("Give true or false.");
  const taken = beyondFlags(option, value);
  if (taken !== undefined) return taken;
  const text = option.parseArg === file && typeof value !== "string" ? "" : textOf(value);
  if (text === null) throw new InvalidArgumentError("Give a string, a number or a list.");
  return option.parseArg?.(text, undefined) ?? text;
}

function optionOf(key: string, path: string, options: readonly Option[]): Option {
  if (plainName(key).endsWith("token")) {
    throw new UsageError(
      `${path} holds '${key}', and a token does not belong there: put it into DISCORD_TOKEN, or ` +
        "into a file named by 'tokenFile'",
    );
  }
  const known = options.find((option) => option.attributeName() === key);
  if (known !== undefined) return known;
  throw new UsageError(`${path} holds '${key}', which is no setting: ${hint(key, options)}`);
}

function hint(key: string, options: readonly Option[]): string {
  const names = options.map((option) => option.attributeName());
  const { name, distance } = nearest(key, names);
  return distance < name.length / 2 ? `the nearest is '${name}'` : "gateway-run --help lists them";
}

/** Whether it was written as `{ … }`: what a Map or a class holds is not in its keys. */
function isPlain(values: unknown): values is object {
  if (typeof values !== "object" || values === null) return false;
  const prototype: unknown = Object.getPrototypeOf(values);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a flag or the environment has given it. */
function isGiven(program: Command, key: string): boolean {
  const source = program.getOptionValueSource(key) ?? "default";
  const named = VARIABLES[key]?.some((name) => Boolean(process.env[name])) ?? false;
  return source !== "default" || named;
}

/**
 * Takes the values of a file.
 *
 * @param program - has read the flags and the environment.
 * @throws UsageError that names the file and the key at fault, and shows no token.
 */
export function takeConfig(program: Command, config: ConfigFile): void {
  const options = program.options.filter((option) => !NO_KEYS.includes(option.attributeName()));
  const { path, values } = config;
  const keys = got(() => (isPlain(values) ? Object.keys(values) : null), path);
  if (keys === null) {
    throw new UsageError(`${path} must hold an object of settings, such as { "shards": 4 }`);
  }
  for (const key of keys) takeKey(program, optionOf(key, path, options), config);
}

function takeKey(program: Command, option: Option, { path, values }: ConfigFile): void {
  const key = option.attributeName();
  const value = got((): unknown => Reflect.get(Object(values), key), `${path}: '${key}'`);
  if (value === undefined) return;
  try {
    const taken = read(option, value);
    if (!isGiven(program, key)) program.setOptionValueWithSource(key, taken, "config");
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(`${path}: '${key}' cannot be ${shown(value)}. ${error.message}`);
  }
}

/** Reads from what a module may compute, which can go wrong. */
function got<Value>(look: () => Value, what: string): Value {
  try {
    return look();
  } catch (error) {
    throw new UsageError(`${what} cannot be read: ${why(error)}`);
  }
}
