// A TCP reset. Node cannot reset a socket that it is shutting down: it would neither reset nor ever
// close it, and the process could not end.

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

/**
 * Resets a connection; one that is being shut down already is only destroyed.
 *
 * @param raw - what is written to: the socket itself, or TLS over it.
 */
export function reset(tcp: Socket, raw: Duplex = tcp): void {
  if (raw.writableEnded || tcp.writableEnded || tcp.destroyed) tcp.destroy();
  else tcp.resetAndDestroy();
}
