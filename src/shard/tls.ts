// TLS of a thread's shards: one secure context for all of them, since each has its own copy of the
// root certificates, and the session tickets of each host, so that a reconnect skips the half of the
// handshake that costs.

import { isIP, type NetConnectOpts } from "node:net";
import { connect, createSecureContext, rootCertificates } from "node:tls";
import type { SecureContext, TLSSocket } from "node:tls";

/** Hosts whose tickets are kept: the main one, and where sessions resume. */
const MAX_HOSTS = 64;

/** What to add to the options of a `WebSocket`. */
export interface TlsOptions {
  readonly createConnection?: (options: NetConnectOpts | number | string) => TLSSocket;
}

/** What the TLS connections of a thread have in common. */
export class TlsSharing {
  readonly #ca: readonly string[];
  #context: SecureContext | null = null;
  /** The newest ticket of each host, the host with the oldest one first. */
  readonly #tickets = new Map<string, Buffer>();

  /**
   * @param ca - certificates in PEM, trusted beside Node's own roots. Node passes over what it
   *   cannot read.
   */
  constructor(ca: readonly string[]) {
    this.#ca = ca;
  }

  /**
   * How to connect to an address.
   *
   * @param address - a `wss:` URL; others need nothing
   */
  options(address: string): TlsOptions {
    const { protocol, host, hostname } = new URL(address);
    if (protocol !== "wss:") return {};
    const secureContext = this.#secureContext();
    const servername = isIP(hostname) || hostname.startsWith("[") ? "" : hostname;
    return {
      createConnection: (options) => {
        const base = typeof options === "object" ? options : {};
        const session = this.#tickets.get(host);
        return this.#watch(
          host,
          connect({ ...base, path: undefined, servername, secureContext, session }),
        );
      },
    };
  }

  #secureContext(): SecureContext {
    // Given none, Node takes its own roots and those of NODE_EXTRA_CA_CERTS.
    const ca = this.#ca.length === 0 ? {} : { ca: [...rootCertificates, ...this.#ca] };
    return (this.#context ??= createSecureContext(ca));
  }

  /** Keeps the tickets that come, and drops one that may be why a handshake failed. */
  #watch(host: string, socket: TLSSocket): TLSSocket {
    const drop = (): void => {
      this.#tickets.delete(host);
    };
    socket.once("close", drop);
    socket.once("secureConnect", () => socket.off("close", drop));
    socket.on("session", (ticket) => this.#keep(host, ticket));
    return socket;
  }

  #keep(host: string, ticket: Buffer): void {
    this.#tickets.delete(host);
    this.#tickets.set(host, ticket);
    const [oldest] = this.#tickets.keys();
    if (oldest !== undefined && this.#tickets.size > MAX_HOSTS) this.#tickets.delete(oldest);
  }
}
