// Prometheus' own checks, where Debian's package has put them.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const PROMTOOL = "/usr/bin/promtool";

/** Why a test cannot have it; false where it can, and where it must: in CI. */
export function withoutPromtool(): string | false {
  if (existsSync(PROMTOOL) || process.env["CI"] === "true") return false;
  return `there is no ${PROMTOOL}`;
}

/** What `promtool` finds amiss in a text, warnings included; nothing where all is well. */
export function promtool(args: readonly string[], input: string): string {
  const { status, stdout, stderr, error } = spawnSync(PROMTOOL, args, { input, encoding: "utf8" });
  if (error !== undefined) throw error;
  return status === 0 ? "" : stdout + stderr;
}
