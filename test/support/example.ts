// An example, run as a user runs it: by node, in the repository's folder, with the environment that
// it is said to read.

import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { Simulator, type Address, type SimulatorOptions } from "../../src/simulator/index.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** How long a test waits for a line, in ms. */
const PATIENCE_MS = 30_000;

/** A running example; `await using` kills it. */
export class Example implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #output = "";
  #check: () => void = () => undefined;

  /**
   * @param file - in `examples/`.
   * @param environment - beside what every example reads.
   */
  constructor(
    file: string,
    { apiUrl, token }: Pick<Address, "apiUrl" | "token">,
    environment: NodeJS.ProcessEnv = {},
  ) {
    const env = { ...process.env, DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, ...environment };
    this.#child = spawn(process.execPath, [`examples/${file}`], {
      cwd: ROOT,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        this.#check();
      });
    }
  }

  /** Everything that it has printed. */
  get output(): string {
    return this.#output;
  }

  /** Settles when it has printed this. */
  async printed(what: RegExp): Promise<void> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), PATIENCE_MS);
    this.#child.once("close", () => late.abort());
    await new Promise<void>((resolve, reject) => {
      this.#check = () => {
        if (what.test(this.#output)) resolve();
      };
      const gone = new Error(`Cannot find ${String(what)} in: ${this.#output}`);
      late.signal.addEventListener("abort", () => reject(gone), { once: true });
      this.#check();
    });
    clearTimeout(timer);
  }

  /** Asks it to end, and gives its exit code. */
  async stop(): Promise<number | null> {
    const closed = once(this.#child, "close");
    this.#child.kill("SIGTERM");
    const [code] = await closed;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
  }
}

/** A simulator with one shard and two guilds, for one example. */
export async function simulatorForExample(
  options: SimulatorOptions = {},
): Promise<{ readonly simulator: Simulator; readonly address: Address }> {
  const simulator = new Simulator({ shards: 1, guilds: 2, identifyWindow: 0, ...options });
  return { simulator, address: await simulator.start() };
}
