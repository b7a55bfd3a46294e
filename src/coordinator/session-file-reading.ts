// Finds and reads a session file, whatever stands there.

import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { readFileText, type Reading } from "./session-file.js";

/** No session file is larger, in bytes: 10,000 shards take 2 MB. */
const LARGEST = 64 * 1024 * 1024;

/** Two names of one file are one file. */
export async function realPath(path: string): Promise<string> {
  const absolute = resolve(path);
  try {
    return await realpath(absolute);
  } catch {
    // There is no file yet. Where its folder is missing as well, the first write says so.
    const folder = await realpath(dirname(absolute)).catch(() => dirname(absolute));
    return join(folder, basename(absolute));
  }
}

/**
 * A rename would replace a device, and reading a pipe would wait for ever.
 *
 * @throws RangeError
 */
export async function assertRegular(file: string): Promise<void> {
  const found = await stat(file).catch(() => null); // none, or none that may be seen
  if (found === null || found.isFile()) return;
  throw new RangeError(`Cannot keep sessions in ${file} as it must be a regular file`);
}

/** What stands in a file; null where there is none. */
export async function readSessionFile(file: string): Promise<Reading | null> {
  try {
    const { size } = await stat(file);
    if (size > LARGEST) return { kind: "useless", why: `has more than ${LARGEST} bytes` };
    return readFileText(await readFile(file, "utf8"));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    return { kind: "useless", why: `cannot be read (${error.message})` };
  }
}
