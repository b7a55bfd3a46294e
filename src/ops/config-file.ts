// Reads the file of `--config`: JSON, or a module whose default export is the same as an object.

import { access, readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { why } from "../discord/why.js";
import type { ConfigFile } from "./config.js";
import { UsageError } from "./usage-error.js";

const MODULES: readonly string[] = [".mjs", ".js", ".cjs"];

/** V8 quotes what stands around a mistake, which may be a secret. */
const QUOTATION = /, (\.\.\.)?".*$/s;

async function moduleValues(path: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(resolve(path)).href);
  return (module as { readonly default?: unknown }).default;
}

async function jsonValues(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON: ${why(error).replace(QUOTATION, "")}`);
  }
}

/**
 * Reads it; what it holds is not checked yet.
 *
 * @throws UsageError when it cannot be read.
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    await access(path);
    const isModule = MODULES.includes(extname(path));
    return { path, values: await (isModule ? moduleValues(path) : jsonValues(path)) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = missing ? "there is no such file" : why(error);
    throw new UsageError(`cannot read the config file ${path}: ${reason}`, { cause: error });
  }
}
