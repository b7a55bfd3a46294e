// What the process does on signals: the first asks it to end in good order, the second ends it.

import { constants } from "node:os";

/**
 * Listens for SIGINT and SIGTERM; SIGHUP is ignored, so that a closed terminal ends nothing.
 *
 * @param stop - called once, by the first.
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void): void {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(128 + constants.signals[signal]);
      stopping = true;
      stop(signal);
    });
  }
  process.on("SIGHUP", () => {
    // Listening is what keeps Node from ending the process.
  });
}
