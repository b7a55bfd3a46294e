// A config file's values, read by the same parsers as the flags and put where neither a flag nor
// the environment has said anything.

import { InvalidArgumentError, type Command, type Option } from "commander";
import { inspect } from "node:util";
import { nearest, plainName } from "../discord/nearest.js";
import { UsageError } from "./usage-error.js";
import { file } from "./values.js";

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
  const text = inspect(value, { depth: 1, breakLength: Infinity });
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

/** What would stand behind the flag; null for what cannot. */
function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) {
    const words = value.map(textOf);
    return words.includes(null) ? null : words.join(",");
  }
  return typeof value === "object" && value !== null ? JSON.stringify(value) : null;
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

function entriesOf({ path, values }: ConfigFile): readonly (readonly [string, unknown])[] {
  if (typeof values === "object" && values !== null && !Array.isArray(values)) {
    return Object.entries(values).filter(([, value]) => value !== undefined);
  }
  throw new UsageError(`${path} must hold an object of settings, such as { "shards": 4 }`);
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
  for (const [key, value] of entriesOf(config)) {
    const option = optionOf(key, config.path, options);
    try {
      const taken = read(option, value);
      if (!isGiven(program, key)) program.setOptionValueWithSource(key, taken, "config");
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      const { path } = config;
      throw new UsageError(`${path}: '${key}' cannot be ${shown(value)}. ${error.message}`);
    }
  }
}
