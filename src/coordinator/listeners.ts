// Calls the user's listeners: one that throws or rejects harms neither the others nor what comes
// after it.

import type { EventEmitter } from "node:events";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { Dispatch } from "../transport/dispatch.js";
import { isPromise } from "../transport/is-promise.js";

/** Told of what a listener threw, or of what its promise rejected with. */
export type ListenerFailed = (error: GatewayError) => void;

/** The listeners of dispatches. */
export class Listeners {
  readonly #emitter: EventEmitter;
  readonly #failed: ListenerFailed;

  constructor(emitter: EventEmitter, failed: ListenerFailed) {
    this.#emitter = emitter;
    this.#failed = failed;
  }

  /** Whether anybody listens for it. */
  want(name: string): boolean {
    return this.#emitter.listenerCount("dispatch") > 0 || this.#emitter.listenerCount(name) > 0;
  }

  /** Hands a dispatch to each of its listeners. */
  call(dispatch: Dispatch): void {
    if (this.#emitter.listenerCount(dispatch.name) > 0) {
      for (const listener of this.#emitter.rawListeners(dispatch.name)) {
        this.#call(listener, dispatch, "data");
      }
    }
    for (const listener of this.#emitter.rawListeners("dispatch")) {
      this.#call(listener, dispatch, "whole");
    }
  }

  #call(listener: Function, dispatch: Dispatch, gets: "data" | "whole"): void {
    try {
      const args = gets === "data" ? [dispatch.data, dispatch] : [dispatch];
      const result: unknown = Reflect.apply(listener, this.#emitter, args);
      if (isPromise(result)) {
        result.then(undefined, (cause: unknown) => this.#fail(dispatch, cause));
      }
    } catch (cause) {
      this.#fail(dispatch, cause);
    }
  }

  #fail({ name, shard }: Dispatch, cause: unknown): void {
    const message = `A listener failed on ${name} of shard ${shard}: ${why(cause)}`;
    this.#failed(new GatewayError("LISTENER_FAILED", message, { shard, cause }));
  }
}
