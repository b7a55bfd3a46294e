// Replaces a file by another of the same name, so that whoever opens it finds all of the one or
// all of the other, whenever this process or its machine dies.

import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Only the owner may read it. */
const MODE = 0o600;

/** What file systems say that cannot write a folder to disk by itself. */
const NO_FOLDER_SYNC: ReadonlySet<string> = new Set(["EINVAL", "ENOTSUP", "EPERM", "EISDIR"]);

/**
 * Writes a file; settles when it is on disk. The new text stands in `<file>.tmp` until then.
 *
 * @throws Error of the system; the file is as it was then.
 */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`;
  await rm(temporary, { force: true });
  try {
    await writeNew(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error tells more
    throw error;
  }
  await syncFolder(dirname(file));
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", MODE);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(unlessUnsupported);
  try {
    await handle?.sync().catch(unlessUnsupported);
  } finally {
    await handle?.close();
  }
}

function unlessUnsupported(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!NO_FOLDER_SYNC.has(code)) throw error;
}
