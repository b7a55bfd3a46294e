// Runs a few lines of a user's code in a process of their own, next to a simulator in it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** What stands before the lines: a simulator, and a coordinator on it. */
const PRELUDE = `
  import { Coordinator } from "gateway-run";
  import { Simulator } from "gateway-run/simulator";
  const simulator = new Simulator({ identifyWindow: 0, maxConcurrency: 16, shards: 2, guilds: 2 });
  const { apiUrl, token } = await simulator.start();
  const gateway = new Coordinator({ token, apiUrl, threads: 2, drain: 2 });
  /** Unlike once(), without a listener for errors. */
  const heard = (name) => new Promise((resolve) => gateway.once(name, resolve));
`;

/** How a script ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settles when the process has ended by itself; kills it after 30 s, which gives code null. */
export async function script(lines: string): Promise<Ended> {
  const args = ["--input-type=module", "--eval", PRELUDE + lines];
  const child = spawn(process.execPath, args, { cwd: ROOT, timeout: 30_000, stdio: "pipe" });
  const outputs = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, "close");
  const [stdout, stderr] = await outputs;
  return { code, stdout, stderr };
}
