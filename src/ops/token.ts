// Finds the bot's token where service managers and people put it, and takes it out of the
// environment, of which every worker thread and child process gets a copy.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isToken } from "../coordinator/token.js";
import { looksLikeToken } from "./token-shape.js";
import { UsageError } from "./usage-error.js";

/** A token, and where it came from in words for an error. */
export interface Token {
  readonly value: string;
  readonly source: string;
}

/** Where a token may come from. */
export interface TokenPlaces {
  /** Path of `--token-file`; `-` is stdin. */
  readonly file?: string | undefined;
  /** What named it; `--token-file` when left out. */
  readonly namedBy?: string | undefined;
  /** Taken out of it: `DISCORD_TOKEN`. */
  readonly env: NodeJS.ProcessEnv;
  /** What `-` reads. */
  readonly stdin: AsyncIterable<Uint8Array | string>;
}

const NO_TOKEN =
  "no token: put it into DISCORD_TOKEN, or into a file named by --token-file or" +
  " DISCORD_TOKEN_FILE. Without a bot, try: gateway-run --demo";

function unreadable(path: string, source: string, cause: unknown): UsageError {
  if (looksLikeToken(path)) {
    return new UsageError(`${source} wants the path of a file and got what looks like a token`);
  }
  const why = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const hint = why === "ENOENT" ? "there is no such file" : why;
  return new UsageError(`cannot read the token file ${path} of ${source}: ${hint}`);
}

async function fromFile(path: string, source: string): Promise<Token> {
  try {
    return { value: await readFile(path, "utf8"), source };
  } catch (error) {
    throw unreadable(path, source, error);
  }
}

async function find({ file, namedBy, env, stdin }: TokenPlaces): Promise<Token> {
  if (file === "-") return { value: await text(stdin), source: "stdin" };
  if (file !== undefined) return await fromFile(file, namedBy ?? "--token-file");
  if (env["DISCORD_TOKEN"]) return { value: env["DISCORD_TOKEN"], source: "DISCORD_TOKEN" };
  const named = env["DISCORD_TOKEN_FILE"];
  if (named) return await fromFile(named, "DISCORD_TOKEN_FILE");
  const credentials = env["CREDENTIALS_DIRECTORY"];
  if (!credentials) throw new UsageError(NO_TOKEN);
  return await fromFile(join(credentials, "discord_token"), "CREDENTIALS_DIRECTORY");
}

/**
 * Reads the token.
 *
 * @throws UsageError when there is none, its file cannot be read, or it cannot be one.
 */
export async function takeToken(places: TokenPlaces): Promise<Token> {
  try {
    const found = await find(places);
    const value = found.value.trim().replace(/^Bot\s+/, "");
    if (value === "") throw new UsageError(`the token from ${found.source} is empty`);
    if (!isToken(value)) {
      throw new UsageError(`the token from ${found.source} holds blanks or other odd characters`);
    }
    return { value, source: found.source };
  } finally {
    delete places.env["DISCORD_TOKEN"];
  }
}
