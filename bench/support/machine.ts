// Where and when something was measured.

import { execFileSync } from "node:child_process";
import { availableParallelism, cpus, release, totalmem, type as system } from "node:os";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly date: string;
  /** Of this repository, with a `+` where files differ from it; null outside of one. */
  readonly commit: string | null;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${system()} ${release()}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    commit: commit(),
  };
}

/** The machine in one line. */
export function machineLine({ cpu, cores, memoryGb, ...rest }: Machine): string {
  const { system: name, node, date, commit: at } = rest;
  const from = at === null ? "" : `, commit ${at}`;
  return `${cpu}, ${cores} cores, ${memoryGb} GB, ${name}, Node ${node}, ${date} UTC${from}`;
}

function commit(): string | null {
  try {
    const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
    return `${git("rev-parse", "--short", "HEAD")}${changed ? "+" : ""}`;
  } catch {
    return null;
  }
}

function git(...args: readonly string[]): string {
  const cwd = new URL("../../..", import.meta.url);
  return execFileSync("git", args, { cwd, encoding: "utf8", stdio: "pipe" }).trim();
}
