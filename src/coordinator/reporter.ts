// Tells what happens, to the user's listeners and to the log.

import type { EventEmitter } from "node:events";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { CoordinatorEvents } from "./events.js";
import type { Logger } from "./logger.js";
import { Outages } from "./outages.js";
import { planSentence, type Plan } from "./plan.js";
import type { RunOwner, SessionLostEvent } from "./run-owner.js";
import type { ShardEvent } from "./shard-board.js";

/** Speaks for one coordinator. */
export class Reporter {
  readonly #emitter: EventEmitter<CoordinatorEvents>;
  readonly #logger: Logger;
  readonly #outages = new Outages();

  constructor(emitter: EventEmitter<CoordinatorEvents>, logger: Logger) {
    this.#emitter = emitter;
    this.#logger = logger;
  }

  plan(plan: Plan): void {
    const { ids, ...rest } = plan;
    const figures = { ...rest, shards: ids.length };
    this.#safely(() => this.#logger.info(figures, planSentence(plan)));
    this.#safely(() => this.#emitter.emit("plan", plan));
  }

  ready(): void {
    this.#safely(() => this.#logger.info({}, "all shards are ready"));
    this.#safely(() => this.#emitter.emit("ready"));
  }

  warning(error: GatewayError): void {
    this.#safely(() => this.#logger.warn(fields(error), error.message));
    this.#safely(() => this.#emitter.emit("warning", error));
  }

  /** Without an `error` listener it is thrown, from a microtask of its own. */
  error(error: GatewayError): void {
    this.#safely(() => this.#logger.error(fields(error), error.message));
    if (this.#emitter.listenerCount("error") === 0) {
      queueMicrotask(() => {
        throw error;
      });
      return;
    }
    this.#safely(() => this.#emitter.emit("error", error));
  }

  /** Some shards have to wait. Nothing ends by it, so that without a listener it is only logged. */
  postponed(error: GatewayError): void {
    this.#safely(() => this.#logger.error(fields(error), error.message));
    if (this.#emitter.listenerCount("error") === 0) return;
    this.#safely(() => this.#emitter.emit("error", error));
  }

  /** What a run tells. */
  runOwner(ready: () => void, failed: (error: GatewayError) => void): RunOwner {
    return {
      ready,
      failed,
      warning: (error) => this.warning(error),
      error: (error) => this.error(error),
      shard: (event) => this.#shard(event),
      sessionLost: (event) => this.#sessionLost(event),
      storeFailed: (error) => this.#storeFailed(error),
      storeRecovered: () => this.#logger.info({}, "the session store works again"),
    };
  }

  #shard(event: ShardEvent): void {
    const { id, ...change } = event;
    const sentence = this.#outages.tell(event);
    const level = sentence === null ? "debug" : "info";
    this.#safely(() => {
      this.#logger[level]({ shard: id, ...change }, sentence ?? `shard ${id} is ${event.state}`);
    });
    this.#safely(() => this.#emitter.emit("shard", event));
  }

  #sessionLost(event: SessionLostEvent): void {
    this.#safely(() =>
      this.#logger.warn(event, `shard ${event.shard} lost its session: ${event.reason}`),
    );
    this.#safely(() => this.#emitter.emit("sessionLost", event));
  }

  #storeFailed(cause: unknown): void {
    const message = `The session store fails, and is tried again: ${why(cause)}`;
    this.warning(new GatewayError("STORE_FAILED", message, { cause }));
  }

  /** A listener or logger that throws ends neither the run nor what comes after it. */
  #safely(tell: () => void): void {
    try {
      tell();
    } catch (cause) {
      queueMicrotask(() => {
        throw cause;
      });
    }
  }
}

function fields({ code, shard, thread }: GatewayError): object {
  return {
    code,
    ...(shard === undefined ? {} : { shard }),
    ...(thread === undefined ? {} : { thread }),
  };
}
