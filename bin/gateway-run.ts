#!/usr/bin/env node
// The command.

import { readCommandLine } from "../src/ops/flags.js";

const line = readCommandLine(process.argv.slice(2));
if (line.kind === "print") {
  process.stdout.write(line.text);
  process.exitCode = line.code;
} else console.log(line);
