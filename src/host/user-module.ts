// The user's handler module in one thread: what it is called for, and what it may call.

import type { GatewayError } from "../discord/gateway-error.js";
import type { HandlerContext, HandlerModule } from "../transport/handler-module.js";
import { errorData, type FromHost, type HostTask } from "../transport/messages.js";
import { Answering } from "./answering.js";
import { handlerFailed, Handlers, isClosed, type HandlerFailed } from "./handlers.js";
import { LocalCommands, type CommandsOwner } from "./local-commands.js";
import { UserCode } from "./user-code.js";

/** The thread that it runs in. */
export interface ModuleOwner {
  readonly command: CommandsOwner["command"];
  /** Posts a message behind all that came before it. */
  readonly post: (message: FromHost) => void;
  /** A steady clock, in ms. */
  readonly now: () => number;
}

/** One module, loaded. */
export class UserModule {
  /** null where it does not care about dispatches. */
  readonly handlers: Handlers | null;
  readonly answering: Answering;
  readonly commands: LocalCommands;
  readonly #owner: ModuleOwner;

  constructor(module: HandlerModule, task: HostTask, owner: ModuleOwner) {
    const { dispatch, answers = {} } = module;
    const { thread, payload } = task;
    this.#owner = owner;
    this.commands = new LocalCommands({
      command: owner.command,
      presence: (shard, presence) => owner.post({ kind: "presence", shard, presence }),
    });
    const shards = task.shards.map(({ id }) => id);
    const { commands } = this;
    const context: HandlerContext = Object.freeze({
      thread,
      shards: Object.freeze(shards),
      send: (...call: Parameters<HandlerContext["send"]>) => commands.send(...call),
    });
    const slow = (error: GatewayError): void => {
      owner.post({ kind: "warning", error: errorData(error) });
    };
    const code = new UserCode(thread, slow, owner.now);
    this.answering = new Answering(answers, context, code, owner.post);
    const failed: HandlerFailed = (error) => owner.post({ kind: "error", error });
    this.handlers =
      dispatch === undefined ? null : new Handlers({ dispatch, context, payload, code, failed });
  }

  /** A promise that it began, and gave to nobody, has rejected. */
  readonly stray = (cause: unknown): void => {
    if (isClosed(cause)) return;
    const error = handlerFailed("A promise of the handlers rejected with nobody to care", cause);
    this.#owner.post({ kind: "error", error });
  };
}
