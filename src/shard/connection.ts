// One WebSocket to the gateway, from the first SYN to the end: it opens or fails in 10 s, gives
// whole messages, and says exactly once that it is over. What it says after that, or for another
// connection, does not exist: each connection is an object of its own.

import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { GatewayError } from "../discord/gateway-error.js";
import { RESUMABLE_CLOSE } from "../discord/limits.js";
import type { Inflater } from "./inflater.js";
import type { ShardCounters } from "./shard-counters.js";
import type { ClosedBy } from "./sink.js";
import type { TlsSharing } from "./tls.js";

/** How long a socket may take to open, DNS, TLS and upgrade included, in ms. */
const CONNECT_MS = 10_000;

/** How long a close may take before the socket is destroyed, in ms. */
export const CLOSE_MS = 5_000;

/** How a connection ended. `code` is 1006 where there was no close frame, 1005 without a code. */
export interface End {
  readonly code: number;
  readonly reason: string;
  readonly by: ClosedBy;
}

/** Who uses a connection. */
export interface ConnectionOwner {
  opened(): void;
  /** A whole message, inflated; good until the call returns. */
  message(message: Buffer): void;
  /** A message that cannot be read. The connection is closing by then. */
  refused(reason: string): void;
  closed(end: End): void;
}

/** What a connection needs besides its address. */
export interface ConnectionOptions {
  readonly inflater: Inflater;
  readonly tls: TlsSharing;
  /** The largest message, inflated or not, in bytes. */
  readonly maxMessageBytes: number;
  readonly counters: ShardCounters;
}

/** The codes with which ws closes by itself where it cannot read a frame. */
const UNREADABLE: ReadonlySet<number | undefined> = new Set([1002, 1007, 1008, 1009]);

/** Closes resumable where ws would close with a code of its own. */
class GatewaySocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(UNREADABLE.has(code) ? RESUMABLE_CLOSE : code, reason);
  }
}

/** How far a connection is. */
type Phase = "opening" | "open" | "closing" | "over";

/** One connection. It starts to open at once. */
export class Connection {
  readonly #socket: GatewaySocket;
  readonly #owner: ConnectionOwner;
  readonly #inflater: Inflater;
  readonly #counters: ShardCounters;
  readonly #timer: NodeJS.Timeout;
  #tcp: Socket | null = null;
  #phase: Phase = "opening";
  /** The code of our close frame. */
  #closing: number | null = null;
  #discard = false;
  #fault = "";

  constructor(address: string, options: ConnectionOptions, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#inflater = options.inflater;
    this.#inflater.reset();
    this.#counters = options.counters;
    const settings: WebSocket.ClientOptions & { readonly closeTimeout: number } = {
      ...options.tls.options(address),
      perMessageDeflate: false,
      maxPayload: options.maxMessageBytes,
      closeTimeout: CLOSE_MS,
    };
    this.#socket = new GatewaySocket(address, settings);
    this.#timer = setTimeout(() => {
      this.#fault = `no connection within ${CONNECT_MS / 1000} s`;
      this.#socket.terminate();
    }, CONNECT_MS);
    this.#listen();
  }

  /** Bytes read from the network so far. */
  get bytesRead(): number {
    return this.#tcp?.bytesRead ?? 0;
  }

  /** Gives a message to the socket; `done` is told when the socket took it, or why not. */
  send(text: string, done: (error: Error | null) => void): void {
    this.#socket.send(text, (error) => {
      done(error ?? null);
    });
  }

  /** Stops reading. What is in hand still comes: up to 80 KB. */
  pause(): void {
    this.#socket.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#socket.resume();
  }

  /**
   * Sends a close frame and waits for the answer, at most `within` ms.
   *
   * @param flow - whether messages that are under way are still given to the owner. A paused
   *   socket would not see the answer, so it is read on, and what it holds is discarded.
   */
  close(code: number, flow: "keep" | "discard", within: number = CLOSE_MS): void {
    if (this.#phase === "over") return;
    this.#discard ||= flow === "discard" || this.#socket.isPaused;
    this.#closing ??= code;
    if (this.#phase === "opening") {
      this.destroy();
      return;
    }
    this.#phase = "closing";
    this.#socket.close(code);
    if (this.#socket.isPaused) this.#socket.resume();
    if (within < CLOSE_MS) {
      setTimeout(() => {
        this.destroy();
      }, within);
    }
  }

  /** Ends the connection without a word. */
  destroy(): void {
    this.#closing ??= RESUMABLE_CLOSE;
    this.#socket.terminate();
  }

  #listen(): void {
    this.#socket.on("upgrade", (response) => {
      this.#tcp = response.socket;
    });
    this.#socket.on("open", () => {
      clearTimeout(this.#timer);
      this.#phase = "open";
      this.#owner.opened();
    });
    this.#socket.on("message", (data, binary) => {
      this.#message(data, binary);
    });
    this.#socket.on("error", (error) => {
      this.#failed(error);
    });
    this.#socket.on("close", (code, reason) => {
      this.#closed(code, reason.toString());
    });
  }

  #message(data: WebSocket.RawData, binary: boolean): void {
    if (this.#discard || !Buffer.isBuffer(data)) return;
    this.#counters.frame(data.length);
    let message: Buffer | null;
    try {
      message = binary ? this.#inflater.push(data) : data;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.#refuse(error.message);
      return;
    }
    if (message !== null) this.#owner.message(message);
  }

  #refuse(reason: string): void {
    this.close(RESUMABLE_CLOSE, "discard");
    this.#owner.refused(reason);
  }

  #failed(error: Error): void {
    this.#fault ||= error.message;
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    if (this.#phase === "open" && code.startsWith("WS_ERR_")) this.#refuse(error.message);
  }

  #closed(code: number, reason: string): void {
    if (this.#phase === "over") return;
    this.#phase = "over";
    clearTimeout(this.#timer);
    this.#owner.closed(this.#end(code, reason));
  }

  #end(code: number, reason: string): End {
    const ours = this.#closing;
    if (ours !== null && (code === ours || code === 1006 || code === 1005)) {
      return { code: ours, reason, by: "us" };
    }
    if (code === 1006) return { code, reason: this.#fault, by: "network" };
    return { code, reason, by: "discord" };
  }
}
