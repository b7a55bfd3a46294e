// Runs a simulator on its own: what `gateway-run simulate` does.

import { once } from "node:events";
import type { SimulatorOptions } from "./options.js";
import { Simulator } from "./simulator.js";

/** Where the one line goes: a stream such as `process.stdout`. */
export interface Output {
  write(text: string): unknown;
}

/**
 * Starts a simulator, prints where it is as one line of JSON, and serves until `signal` fires
 * or, without one, until SIGINT or SIGTERM.
 *
 * @throws what `Simulator.start` does: an error with code EADDRINUSE where the port is taken.
 */
export async function serve(
  options: SimulatorOptions,
  output: Output = process.stdout,
  signal: AbortSignal | null = null,
): Promise<void> {
  const simulator = new Simulator(options);
  const address = await simulator.start();
  const end = signal === null ? signalled() : aborted(signal);
  output.write(`${JSON.stringify(address)}\n`);
  await end;
  await simulator.close();
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** Waits for SIGINT or SIGTERM, and leaves no listener behind. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      process.off("SIGINT", end).off("SIGTERM", end);
      resolve();
    };
    process.on("SIGINT", end).on("SIGTERM", end);
  });
}
