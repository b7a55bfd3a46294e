// Emits events on a manager in the form of its version: version 1 gives its listeners one object
// with everything in it, version 2 gives them arguments, the shard last.

import type { ShardManager } from "./manager.js";

/** A dispatch as it came over the gateway. */
export interface Payload {
  readonly t: string;
  readonly s: number;
  readonly op: 0;
  readonly d: unknown;
}

/** A heartbeat that was acknowledged. Times are in ms since 1970, the latency in ms. */
export interface Beat {
  readonly ackAt: number;
  readonly heartbeatAt: number;
  readonly latency: number;
}

/** Speaks on a manager. */
export class Speaker {
  readonly #manager: ShardManager;
  readonly #takesObjects: boolean;

  constructor(manager: ShardManager) {
    this.#manager = manager;
    this.#takesObjects = !("token" in manager);
  }

  /** Whether anybody listens for errors: one that nobody listens for is thrown. */
  get isHeard(): boolean {
    return this.#manager.listenerCount("error") > 0;
  }

  hello(shardId: number): void {
    if (this.#takesObjects) this.#manager.emit("hello", { shardId });
    else this.#manager.emit("hello", shardId);
  }

  /** @param data - `d` of READY. */
  ready(shardId: number, data: unknown): void {
    if (this.#takesObjects) this.#manager.emit("ready", { data, shardId });
    else this.#manager.emit("ready", data, shardId);
  }

  resumed(shardId: number): void {
    if (this.#takesObjects) this.#manager.emit("resumed", { shardId });
    else this.#manager.emit("resumed", shardId);
  }

  dispatch(shardId: number, payload: Payload): void {
    if (this.#takesObjects) this.#manager.emit("dispatch", { data: payload, shardId });
    else this.#manager.emit("dispatch", payload, shardId);
  }

  closed(shardId: number, code: number): void {
    if (this.#takesObjects) this.#manager.emit("closed", { code, shardId });
    else this.#manager.emit("closed", code, shardId);
  }

  heartbeat(shardId: number, beat: Beat): void {
    if (this.#takesObjects) this.#manager.emit("heartbeat", { ...beat, shardId });
    else this.#manager.emit("heartbeat", beat, shardId);
  }

  /** A connection failed; version 1 has no event for it. */
  socketError(shardId: number, error: Error): void {
    if (!this.#takesObjects) this.#manager.emit("socketError", error, shardId);
  }

  /** @param shardId - undefined where it is nobody's in particular. */
  error(shardId: number | undefined, error: Error): void {
    if (this.#takesObjects) this.#manager.emit("error", { error, shardId });
    else this.#manager.emit("error", error, shardId);
  }

  /** @param shardId - undefined where it is nobody's in particular. */
  debug(shardId: number | undefined, message: string): void {
    if (this.#takesObjects) this.#manager.emit("debug", { message, shardId });
    else this.#manager.emit("debug", message, shardId);
  }
}
