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
  const stop = new AbortController();
  const ends =
    signal === null
      ? ["SIGINT", "SIGTERM"].map((name) => once(process, name, { signal: stop.signal }))
      : [signal.aborted ? Promise.resolve() : once(signal, "abort")];
  output.write(`${JSON.stringify(address)}\n`);
  await Promise.race(ends);
  await simulator.close();
  for (const end of ends) void Promise.resolve(end).catch(() => {}); // ended by the next line
  stop.abort();
}
