// Reads the file of `--config`: JSON, or a module whose default export is the same as an object.

import { access, readFile } from "node:fs/promises";
import { extname } from "node:path";
import { why } from "../discord/why.js";
import { moduleValues } from "./config-module.js";
import type { ConfigFile } from "./config.js";
import { QUOTATION } from "./quotation.js";
import { UsageError } from "./usage-error.js";

const MODULES: readonly string[] = [".mjs", ".js", ".cjs"];

/** A module that takes longer waits for something that never comes, in ms. */
const LONGEST_MS = 10_000;

const BYTE_ORDER_MARK = "\uFEFF";

async function jsonValues(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch (error) {
    throw new UsageError(`${path} is no JSON: ${why(error).replace(QUOTATION, "")}`);
  }
}

/**
 * Reads it; what it holds is not checked yet.
 *
 * @param longest - how long a module may take, in ms.
 * @throws UsageError when it cannot be read.
 */
export async function readConfigFile(
  path: string,
  longest: number = LONGEST_MS,
): Promise<ConfigFile> {
  try {
    await access(path);
    const isModule = MODULES.includes(extname(path).toLowerCase());
    return { path, values: await (isModule ? moduleValues(path, longest) : jsonValues(path)) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = missing ? "there is no such file" : why(error);
    throw new UsageError(`cannot read the config file ${path}: ${reason}`, { cause: error });
  }
}
