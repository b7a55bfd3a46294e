// A TCP reset. Node cannot reset a socket that it is shutting down: it would neither reset nor ever
// close it, and the process could not end.

import type { Socket } from "node:net";

/** Resets a connection; one that is being shut down already is only destroyed. */
export function reset(tcp: Socket): void {
  if (tcp.writableEnded || tcp.destroyed) tcp.destroy();
  else tcp.resetAndDestroy();
}
