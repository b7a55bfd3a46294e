// What a handler module exports, as its author writes it: code of the user that runs in each worker
// thread, beside the shards of that thread.

import type { GatewayCommand, SendOptions } from "../discord/gateway-command.js";
import type { Dispatch } from "./dispatch.js";

/** What handlers have at hand; one for each thread. */
export interface HandlerContext {
  /** The number of this thread, from 0. */
  readonly thread: number;
  /** The shards that run in it. */
  readonly shards: readonly number[];
  /**
   * Sends on a shard of this thread, as the coordinator's `send` does.
   *
   * @throws GatewayError COMMAND_REFUSED, COMMAND_TOO_LARGE, COMMAND_QUEUE_FULL, COMMAND_EXPIRED,
   *   COMMAND_LOST, UNKNOWN_SHARD or CLOSED.
   */
  readonly send: (shard: number, command: GatewayCommand, options?: SendOptions) => Promise<void>;
}

/**
 * Sees each dispatch where it arrived, in order and before it crosses to the main thread.
 *
 * @returns `true` says that it is dealt with: it does not cross. Whatever else is returned lets it
 *   cross at once; a promise is not waited for, and only its rejection is told.
 */
export type DispatchHandler = (
  dispatch: Dispatch,
  context: HandlerContext,
) => boolean | void | Promise<void>;

/** Answers questions of the coordinator's `ask`, by their names. */
export interface Answers {
  readonly [name: string]: (data: never, context: HandlerContext) => unknown;
}

/** The exports that are used; one of them must be there. */
export interface HandlerModule {
  readonly dispatch?: DispatchHandler | undefined;
  readonly answers?: Answers | undefined;
}

type AnswersOf<Module extends HandlerModule> = NonNullable<Module["answers"]>;

/** What a module may be asked. */
export type AnswerName<Module extends HandlerModule> = keyof AnswersOf<Module> & string;

/** What goes with a question. */
export type AnswerData<
  Module extends HandlerModule,
  Name extends AnswerName<Module>,
> = AnswersOf<Module>[Name] extends (data: infer Data, ...rest: never[]) => unknown
  ? [Data] extends [never]
    ? unknown
    : Data
  : unknown;

/** What comes back. */
export type AnswerValue<
  Module extends HandlerModule,
  Name extends AnswerName<Module>,
> = AnswersOf<Module>[Name] extends (...all: never[]) => infer Value ? Awaited<Value> : unknown;
