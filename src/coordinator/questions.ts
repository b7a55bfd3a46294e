// Questions to handler modules, each until its thread answers, its time is up or its thread is gone.

import { GatewayError, type GatewayErrorCode } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import { errorFrom, type AnswerMessage } from "../transport/messages.js";
import type { AskResult } from "./ask.js";
import type { Thread } from "./thread.js";

/** A question, to however many threads. */
export interface Question {
  readonly name: string;
  /** Whatever structured cloning takes. */
  readonly data: unknown;
  /** In ms. */
  readonly timeout: number;
}

interface Pending {
  readonly thread: number;
  readonly name: string;
  readonly timer: NodeJS.Timeout;
  readonly settle: (result: AskResult<unknown>) => void;
}

/** Questions without an answer. */
export class Questions {
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  /**
   * Asks one thread; never rejects for what happens there.
   *
   * @throws TypeError where the data cannot cross between threads.
   */
  async ask(thread: Thread, { name, data, timeout }: Question): Promise<AskResult<unknown>> {
    const { index } = thread;
    if (!thread.live) return lost(index, name, "it is being started again");
    const id = ++this.#last;
    try {
      thread.post({ kind: "ask", id, name, data });
    } catch (cause) {
      const message = `Cannot ask '${name}' as 'data' must be what can be cloned: ${why(cause)}`;
      throw new TypeError(message, { cause });
    }
    return await new Promise((settle) => {
      const timer = setTimeout(() => this.#late(id, timeout), timeout);
      this.#pending.set(id, { thread: index, name, timer, settle });
    });
  }

  /** An answer has come. One whose time was up is nobody's. */
  answered({ id, value, error }: AnswerMessage): void {
    const pending = this.#take(id);
    if (pending === undefined) return;
    const { thread, settle } = pending;
    if (error === null) settle({ kind: "value", thread, value });
    else settle({ kind: "error", thread, error: errorFrom(error) });
  }

  /** A thread has ended: it will answer nothing more. */
  lose(thread: number, reason: string): void {
    for (const [id, pending] of this.#pending) {
      if (pending.thread !== thread) continue;
      this.#take(id);
      pending.settle(lost(thread, pending.name, reason));
    }
  }

  #late(id: number, timeout: number): void {
    const pending = this.#take(id);
    if (pending === undefined) return;
    const { thread, name, settle } = pending;
    const message = `Thread ${thread} has not answered '${name}' within ${timeout} ms`;
    settle(without("ANSWER_TIMEOUT", message, thread));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }
}

function lost(thread: number, name: string, reason: string): AskResult<unknown> {
  return without("ANSWER_LOST", `Thread ${thread} will not answer '${name}': ${reason}`, thread);
}

function without(code: GatewayErrorCode, message: string, thread: number): AskResult<unknown> {
  return { kind: "error", thread, error: new GatewayError(code, message, { thread }) };
}
