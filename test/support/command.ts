// The built command as a child process, with an environment that holds nothing of the machine's.

import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The built command. */
export const COMMAND: string = fileURLToPath(new URL("../../bin/gateway-run.js", import.meta.url));

/** No command of a test runs longer; it is then killed, and has no exit code. */
const LONGEST_MS = 120_000;

/** How a command ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Settles when a text has turned up on that stream. */
  until(stream: "stdout" | "stderr", text: string | RegExp): Promise<void>;
  readonly ended: Promise<Outcome>;
}

/** Variables that a test may give; those of whoever runs the tests are left out. */
export type Environment = Readonly<Record<string, string>>;

function gather(child: ChildProcessWithoutNullStreams, stream: "stdout" | "stderr"): () => string {
  const chunks: Buffer[] = [];
  child[stream].on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Starts it. */
export function start(args: readonly string[], env: Environment = {}): Running {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    timeout: LONGEST_MS,
    killSignal: "SIGKILL",
  });
  const texts = { stdout: gather(child, "stdout"), stderr: gather(child, "stderr") };
  const ended = once(child, "close").then(([code, signal]): Outcome => ({
    code,
    signal,
    stdout: texts.stdout(),
    stderr: texts.stderr(),
  }));
  return {
    child,
    ...texts,
    ended,
    async until(stream, text) {
      const there = (): boolean => texts[stream]().search(text) >= 0;
      while (!there()) {
        const more = once(child[stream], "data").then(() => true);
        const open = await Promise.race([more, ended.then(() => false)]);
        if (!open && !there()) {
          throw new Error(`Ended without ${text}: ${texts.stdout()}${texts.stderr()}`);
        }
      }
    },
  };
}

/** Runs it to its end. */
export async function run(
  args: readonly string[],
  env: Environment = {},
  input = "",
): Promise<Outcome> {
  const { child, ended } = start(args, env);
  child.stdin.on("error", () => {
    // It need not read what it is given.
  });
  child.stdin.end(input);
  return await ended;
}
