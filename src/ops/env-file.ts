// Reads the file of `--env-file` into the environment. What the environment has already wins, as
// with Node's own flag of this name.

import { loadEnvFile as load } from "node:process";
import { why } from "../discord/why.js";
import { UsageError } from "./usage-error.js";

/**
 * Adds the file's variables to `process.env`.
 *
 * @throws UsageError when it cannot be read. Where there is no such file Node itself has ended the
 *   process before: it looks for this flag, too, and its exit code is 9.
 */
export function loadEnvFile(path: string): void {
  try {
    load(path);
  } catch (error) {
    throw new UsageError(`cannot read the file of --env-file, ${path}: ${why(error)}`);
  }
}
