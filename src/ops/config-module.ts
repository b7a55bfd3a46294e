// A config file that is a module: imports it, and says what is wrong with one in a sentence.

import { execFile } from "node:child_process";
import { register } from "node:module";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { within } from "../coordinator/within.js";
import { why } from "../discord/why.js";
import { UsageError } from "./usage-error.js";

/** Lets Node take `.MJS` for what it is. */
const ANY_CASE = `export const load = (url, context, next) =>
  next(url, /\\.mjs$/i.test(url) ? { ...context, format: "module" } : context);`;

/** The line at which Node stops to understand a file; null where it is none of this file. */
function faultyLine(path: string): Promise<string | null> {
  return new Promise((resolved) => {
    const options = { env: {}, timeout: 5_000 };
    execFile(process.execPath, ["--check", path], options, (_error, _stdout, stderr) => {
      resolved(/^.*:(\d+)\n/.exec(stderr)?.[1] ?? null);
    });
  });
}

async function imported(path: string): Promise<unknown> {
  if (/^\.MJS$/i.test(extname(path)) && !path.endsWith(".mjs")) {
    register(`data:text/javascript,${encodeURIComponent(ANY_CASE)}`);
  }
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = await faultyLine(path);
    const place = line === null ? path : `${path}, line ${line}`;
    throw new UsageError(`${place} is no JavaScript: ${why(error)}`, { cause: error });
  }
}

/**
 * What the module exports by default.
 *
 * @param longest - how long it may take, in ms.
 * @throws UsageError, or what the module throws.
 */
export async function moduleValues(path: string, longest: number): Promise<unknown> {
  const module = await within(longest, imported(path), () => {
    throw new UsageError(
      `${path} is still not loaded after ${longest / 1_000} s: what it awaits does not come`,
    );
  });
  if (typeof module === "object" && module !== null && "default" in module) return module.default;
  throw new UsageError(`${path} has no default export: write export default { … }`);
}
