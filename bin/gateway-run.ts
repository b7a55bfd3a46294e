#!/usr/bin/env node
// The command: what the command line asks for is done, and the process ends with its code. What
// only one of the commands needs is loaded by that one.

import type { ConfigFile } from "../src/ops/config.js";
import { readConfigFile } from "../src/ops/config-file.js";
import { EXIT, type ExitCode } from "../src/ops/exit-codes.js";
import { readCommandLine } from "../src/ops/flags.js";
import { UsageError } from "../src/ops/usage-error.js";

async function main(argv: readonly string[], config?: ConfigFile): Promise<ExitCode> {
  const line = readCommandLine(argv, config);
  switch (line.kind) {
    case "run":
      return line.flags.dryRun === true
        ? await (await import("../src/ops/dry-run.js")).dryRun(line.flags)
        : await (await import("../src/ops/run.js")).run(line.flags);
    case "config":
      return await main(argv, await readConfigFile(line.path));
    case "simulate":
      return await (await import("../src/ops/simulate.js")).simulate(line.flags);
    case "print":
      (line.code === EXIT.done ? process.stdout : process.stderr).write(line.text);
      return line.code;
  }
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(EXIT.usage);
}
