// What stands between a WebSocket message and a gateway message, and how it refuses one.

import { GatewayError } from "../discord/gateway-error.js";

/** Turns the WebSocket messages of a shard's connections, one after the other, into messages. */
export interface Inflater {
  /**
   * Takes a WebSocket message.
   *
   * @returns a whole gateway message, whose bytes are the caller's to keep; null while more of it
   *   is to come
   * @throws GatewayError `MESSAGE_REFUSED` when the message is larger than allowed, or broken. The
   *   connection is lost with it: every push until `reset()` throws.
   */
  push(frame: Buffer): Buffer | null;
  /**
   * A message that it gave was none of the gateway's: whatever damaged it may have left the stream
   * in the middle of something.
   */
  distrust(): void;
  /** A new connection begins; nothing of the old one is left. */
  reset(): void;
  /** Gives its memory back. The inflater is of no use afterwards. */
  close(): void;
}

/**
 * What a message may take before it is decompressed, in bytes. Text that does not compress takes five
 * more for every 16 KiB as zlib, and three for every block of zstd.
 */
export function mostCompressed(maxMessageBytes: number): number {
  return maxMessageBytes * 1.001 + 1_024;
}

/** Why a message is not taken. */
export function tooLarge(maxMessageBytes: number): string {
  return `it is larger than ${maxMessageBytes} bytes`;
}

/** The error of a message that is not taken. */
export function refusal(reason: string, cause?: unknown): GatewayError {
  return new GatewayError("MESSAGE_REFUSED", `Refused a message of the gateway: ${reason}`, {
    cause,
  });
}
