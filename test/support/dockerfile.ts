// A Dockerfile as data, and as much of a build as a machine without a container engine can do.

import { execFile } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** One instruction. */
export interface Instruction {
  /** In capitals. */
  readonly name: string;
  /** What stands behind it, in one line. */
  readonly text: string;
}

/** One stage: what stands from one FROM to the next. */
export interface Stage {
  /** What comes after AS; empty where it has no name. */
  readonly name: string;
  readonly instructions: readonly Instruction[];
}

/** Reads it: comments left out, continued lines put together. */
export function parseDockerfile(text: string): readonly Stage[] {
  const lines = text.split("\n").filter((line) => !/^\s*(#|$)/.test(line));
  const whole = lines
    .join("\n")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n");
  const instructions = whole.map((line): Instruction => {
    const [, name = "", rest = ""] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    return { name: name.toUpperCase(), text: rest };
  });
  const starts = instructions.flatMap(({ name }, index) => (name === "FROM" ? [index] : []));
  return starts.map((start, index) => ({
    name: / AS (\S+)$/i.exec(instructions[start]?.text ?? "")?.[1] ?? "",
    instructions: instructions.slice(start, starts[index + 1]),
  }));
}

/** The words of an instruction in its JSON form. */
export function words(stages: readonly Stage[], name: string): readonly string[] {
  const [found] = stages.flatMap((stage) => stage.instructions.filter((one) => one.name === name));
  return JSON.parse(/\[.*\]/.exec(found?.text ?? "")?.[0] ?? "[]");
}

/** Where a build takes place. */
export interface Build {
  /** What COPY copies from. */
  readonly context: string;
  /** Holds a folder for each stage, which stands for its root. */
  readonly folder: string;
  /** What RUN does: true where it is done, false where it is to be run. */
  readonly instead: (command: string, cwd: string) => Promise<boolean>;
}

/**
 * Carries out COPY, WORKDIR and RUN of every stage.
 *
 * @returns the working directory of the last stage.
 * @throws where a file that is copied is not there, or a command fails.
 */
export async function build(
  stages: readonly Stage[],
  { context, folder, instead }: Build,
): Promise<string> {
  let cwd = folder;
  for (const [index, { name, instructions }] of stages.entries()) {
    const root = join(folder, name === "" ? `stage-${index}` : name);
    for (const instruction of instructions) {
      if (instruction.name === "WORKDIR") cwd = join(root, instruction.text);
      await mkdir(cwd, { recursive: true });
      if (instruction.name === "COPY") await copy(instruction.text, { context, folder, cwd });
      if (instruction.name !== "RUN" || (await instead(instruction.text, cwd))) continue;
      await run("sh", ["-ec", instruction.text], { cwd });
    }
  }
  return cwd;
}

async function copy(
  text: string,
  { context, folder, cwd }: { context: string; folder: string; cwd: string },
): Promise<void> {
  const [, from, rest = ""] = /^(?:--from=(\S+)\s+)?(.*)$/.exec(text) ?? [];
  const paths = rest.split(/\s+/);
  const target = paths.pop() ?? "";
  const base = from === undefined ? context : join(folder, from);
  for (const path of paths) {
    const to = target.endsWith("/") ? join(target, basename(path)) : target;
    await cp(join(base, path), join(cwd, to), { recursive: true });
  }
}
