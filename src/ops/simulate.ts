// `gateway-run simulate`: a Discord gateway on 127.0.0.1, until a signal ends it.

import { serve } from "../simulator/serve.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import type { SimulateFlags } from "./flags.js";
import { onStopSignal } from "./stop-signals.js";

/** Why a port cannot be had, in a sentence that says what to do; null for any other error. */
function portComplaint(error: unknown, port: number): string | null {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return null;
  if (error.syscall !== "listen") return null;
  const why = error.code === "EADDRINUSE" ? "it is in use" : String(error.code);
  return `cannot listen on port ${port}: ${why}. Give another --port, or 0 for any free one`;
}

/**
 * Prints one line of JSON that says where the simulator is, and serves.
 *
 * @returns the code to exit with.
 */
export async function simulate(flags: SimulateFlags): Promise<ExitCode> {
  const { port, shards, maxConcurrency, rate, heartbeat: heartbeatInterval } = flags;
  const stop = new AbortController();
  onStopSignal(() => stop.abort());
  try {
    const options = { port, shards, maxConcurrency, rate, heartbeatInterval };
    await serve(options, process.stdout, stop.signal);
    return EXIT.done;
  } catch (error) {
    const complaint = portComplaint(error, port);
    if (complaint === null) throw error;
    process.stderr.write(`error: ${complaint}\n`);
    return EXIT.unavailable;
  }
}
