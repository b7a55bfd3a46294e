#!/usr/bin/env node
// The command: what the command line asks for is done, and the process ends with its code.

import { EXIT, type ExitCode } from "../src/ops/exit-codes.js";
import { readCommandLine, type CommandLine } from "../src/ops/flags.js";
import { run } from "../src/ops/run.js";
import { simulate } from "../src/ops/simulate.js";
import { UsageError } from "../src/ops/usage-error.js";

async function main(line: CommandLine): Promise<ExitCode> {
  switch (line.kind) {
    case "run":
      return await run(line.flags);
    case "simulate":
      return await simulate(line.flags);
    case "print":
      (line.code === EXIT.done ? process.stdout : process.stderr).write(line.text);
      return line.code;
  }
}

try {
  process.exit(await main(readCommandLine(process.argv.slice(2))));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(EXIT.usage);
}
