// Runs the tests that are built: every source under test/ must have its built file, so that none
// is left out in silence. Words on the command line pick the files whose path holds one of them.

import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Longest time for one test, in ms: a hung one fails instead of holding up the others. */
const TIMEOUT_MS = 600_000;

async function filesIn(folder: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(join(ROOT, folder), { recursive: true });
  return names.filter((name) => name.endsWith(ending)).toSorted();
}

async function expectedFiles(): Promise<readonly string[]> {
  const sources = await filesIn("test", ".test.ts");
  const expected = sources.map((name) => name.replace(/\.ts$/, ".js"));
  const built = new Set(await filesIn("dist/test", ".test.js"));
  const missing = expected.filter((name) => !built.has(name));
  if (missing.length > 0) throw new Error(`Not built: ${missing.join(", ")}. Run the build first`);
  return expected;
}

function runFiles(files: readonly string[]): void {
  const child = spawn(
    process.execPath,
    [
      "--enable-source-maps",
      "--test",
      "--test-reporter=spec",
      `--test-concurrency=${Math.min(4, availableParallelism())}`,
      `--test-timeout=${TIMEOUT_MS}`,
      ...files.map((name) => join("dist/test", name)),
    ],
    { cwd: ROOT, stdio: "inherit" },
  );
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

const words = process.argv.slice(2);
const all = await expectedFiles();
const picked =
  words.length === 0 ? all : all.filter((name) => words.some((word) => name.includes(word)));
if (picked.length === 0) throw new Error(`No test to run for: ${words.join(" ") || "test/"}`);
console.log(`${picked.length} of ${all.length} test files`);
runFiles(picked);
