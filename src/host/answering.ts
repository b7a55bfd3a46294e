// Questions of the main thread to the handler module, and its answers on their way back.

import { GatewayError, type GatewayErrorCode } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { Answers, HandlerContext } from "../transport/handler-module.js";
import {
  causeData,
  errorData,
  type AnswerMessage,
  type ErrorData,
  type ToHost,
} from "../transport/messages.js";
import type { UserCode } from "./user-code.js";

type Question = Extract<ToHost, { kind: "ask" }>;
type Answer = (data: unknown, context: HandlerContext) => unknown;

/** Takes an answer to the main thread; throws where that is not possible. */
export type Post = (message: AnswerMessage) => void;

/** The answers of one thread. */
export class Answering {
  readonly #answers: ReadonlyMap<string, Answer>;
  readonly #context: HandlerContext;
  readonly #code: UserCode;
  readonly #post: Post;

  constructor(answers: Answers, context: HandlerContext, code: UserCode, post: Post) {
    // What data a question brings is between who asks and who answers.
    this.#answers = new Map(Object.entries(answers) as [string, Answer][]);
    this.#context = context;
    this.#code = code;
    this.#post = post;
  }

  /** Answers one question, whatever comes of it. */
  async answer({ id, name, data }: Question): Promise<void> {
    const answer = this.#answers.get(name);
    if (answer === undefined) return this.#refuse(id, this.#unknown(name));
    let value: unknown;
    try {
      value = await this.#call(name, answer, data);
    } catch (cause) {
      return this.#refuse(id, this.#failed(`The answer '${name}' failed`, cause));
    }
    try {
      this.#post({ kind: "answer", id, value, error: null });
    } catch (cause) {
      const message = `The answer '${name}' gave what cannot cross between threads`;
      this.#refuse(id, this.#failed(message, cause));
    }
  }

  #call(name: string, answer: Answer, data: unknown): unknown {
    const began = this.#code.begin();
    try {
      return answer(data, this.#context);
    } finally {
      this.#code.returned(began, () => `the answer '${name}'`);
    }
  }

  #refuse(id: number, error: ErrorData): void {
    this.#post({ kind: "answer", id, value: null, error });
  }

  #unknown(name: string): ErrorData {
    const names = [...this.#answers.keys()].join(", ");
    const message = `The handlers have no answer '${name}'; they have ${names || "none"}`;
    return this.#error("UNKNOWN_ANSWER", message);
  }

  #failed(what: string, cause: unknown): ErrorData {
    const error = this.#error("ANSWER_FAILED", `${what}: ${why(cause)}`);
    return { ...error, cause: causeData(cause) };
  }

  #error(code: GatewayErrorCode, message: string): ErrorData {
    return errorData(new GatewayError(code, message, { thread: this.#context.thread }));
  }
}
