// The user's handler module at work in one thread: each dispatch goes through it before it crosses.

import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { Header } from "../shard/sink.js";
import { Dispatch } from "../transport/dispatch.js";
import type { DispatchHandler, HandlerContext } from "../transport/handler-module.js";
import { isPromise } from "../transport/is-promise.js";
import { causeData, errorData, type ErrorData } from "../transport/messages.js";
import { Letter } from "./letter.js";
import type { Interceptor } from "./outbox.js";
import type { UserCode } from "./user-code.js";

/** Told of what a handler threw, or of what its promise rejected with. */
export type HandlerFailed = (error: ErrorData) => void;

/** What dispatches are shown with. */
export interface HandlersOptions {
  readonly dispatch: DispatchHandler;
  readonly context: HandlerContext;
  readonly payload: "decoded" | "json";
  readonly code: UserCode;
  readonly failed: HandlerFailed;
}

/** Shows dispatches to the user's `dispatch`. */
export class Handlers implements Interceptor {
  readonly #options: HandlersOptions;
  /** Ids of the shards' sessions. */
  readonly #sessions = new Map<number, string>();

  constructor(options: HandlersOptions) {
    this.#options = options;
  }

  /** A shard has this session from now on. */
  session(shard: number, id: string): void {
    this.#sessions.set(shard, id);
  }

  dealsWith(shard: number, header: Header, message: Buffer, replayed: boolean): boolean {
    const { payload, code } = this.#options;
    const letter = new Letter(message, header.d);
    const session = this.#sessions.get(shard) ?? "";
    const dispatch = new Dispatch(
      { shard, session, seq: header.s ?? 0, name: header.t ?? "", replayed },
      letter.place(payload === "json"),
    );
    const began = code.begin();
    const answer = this.#call(dispatch);
    code.returned(began, () => `${dispatch.name} of shard ${shard}`, shard);
    letter.leave(answer === "to come");
    return answer === "dealt with";
  }

  #call(dispatch: Dispatch): "dealt with" | "crosses" | "to come" {
    try {
      const answer: unknown = this.#options.dispatch(dispatch, this.#options.context);
      if (answer === true) return "dealt with";
      if (!isPromise(answer)) return "crosses";
      answer.then(undefined, (cause: unknown) => this.#fail(dispatch, cause));
      return "to come";
    } catch (cause) {
      this.#fail(dispatch, cause);
      return "crosses";
    }
  }

  #fail({ name, shard }: Dispatch, cause: unknown): void {
    if (isClosed(cause)) return;
    const what = `A handler failed on ${name} of shard ${shard}`;
    this.#options.failed(handlerFailed(what, cause, shard));
  }
}

/** Whether it only says that the bot was closed while something was under way: no fault of it. */
export function isClosed(cause: unknown): boolean {
  return cause instanceof GatewayError && cause.code === "CLOSED";
}

/** Something that the user's code threw, as data. */
export function handlerFailed(what: string, cause: unknown, shard?: number): ErrorData {
  const detail = shard === undefined ? {} : { shard };
  const error = new GatewayError("LISTENER_FAILED", `${what}: ${why(cause)}`, detail);
  return { ...errorData(error), cause: causeData(cause) };
}
