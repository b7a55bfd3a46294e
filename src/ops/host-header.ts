// Which names a server on loopback answers to. A web page of any site can make its own name point
// at 127.0.0.1 and then read what is served there as its own; the name stands in the Host header.
// https://en.wikipedia.org/wiki/DNS_rebinding

import { isIPv4 } from "node:net";

/** Whether an address, as a socket has it, can only be reached from this machine. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, "");
  return plain === "::1" || (isIPv4(plain) && plain.startsWith("127."));
}

/** A Host header without its port and brackets. */
function nameIn(header: string): string {
  return header
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "")
    .toLowerCase();
}

/**
 * Whether a request to a server on loopback may be answered.
 *
 * @param header - its Host header.
 * @param bound - the host that the server was asked to listen on.
 */
export function isOwnName(header: string, bound: string): boolean {
  const name = nameIn(header);
  return name === "localhost" || name === bound.toLowerCase() || isLoopback(name);
}
