// One process asks another: a handler a question, on Node's own channel between a process and its
// child.

import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What a process can be asked, and what it answers. */
export type Handlers = { readonly [name: string]: (ask: never) => unknown };

interface Question {
  readonly id: number;
  readonly name: string;
  readonly ask: unknown;
}

/** Instead of a question. */
const END = "end";

interface Answer {
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A child process that answers by `handlers` of that type; `await using` ends it. */
export class Child<H extends Handlers> implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #gone: Promise<void>;
  #id = 0;
  #stderr = "";

  /**
   * @param script - of this folder, without ending.
   * @param flags - for Node itself.
   */
  constructor(script: string, args: readonly string[] = [], flags: readonly string[] = []) {
    const path = fileURLToPath(new URL(`${script}.js`, import.meta.url));
    this.#process = fork(path, args, {
      execArgv: [...flags],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4_000);
    });
    this.#process.on("message", (answer: Answer) => this.#take(answer));
    this.#gone = new Promise((resolve) => {
      this.#process.once("close", (code, signal) => {
        this.#fail(`${script} ended (${code ?? signal}): ${this.#stderr}`);
        resolve();
      });
    });
  }

  /** What it wrote to stderr, the last of it. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Asks, and settles with the answer. */
  ask<N extends keyof H & string>(
    name: N,
    ...[ask]: Parameters<H[N]>
  ): Promise<Awaited<ReturnType<H[N]>>> {
    const id = this.#id++;
    return new Promise((resolve, reject) => {
      const settle = (answer: unknown): void => resolve(answer as Awaited<ReturnType<H[N]>>);
      this.#waiting.set(id, { resolve: settle, reject });
      this.#process.send({ id, name, ask } satisfies Question, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  /** Lets it end by itself, which is when Node writes profiles; not for longer than 10 s. */
  async [Symbol.asyncDispose](): Promise<void> {
    // Were the channel closed from here, Node would never tell of the end.
    if (this.#process.connected) this.#process.send(END);
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 10_000);
    await this.#gone;
    clearTimeout(timer);
  }

  #take({ id, answer, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }

  #fail(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }
}

/** In the child: answers by these handlers, and ends when the parent is gone or lets go. */
export function answerBy(handlers: Handlers): void {
  process.on("message", (question: Question | typeof END) => {
    if (question === END) process.exit(0);
    const { id, name, ask } = question;
    const handler = handlers[name] as ((ask: unknown) => unknown) | undefined;
    const answered = Promise.resolve().then(() => handler?.(ask));
    answered.then(
      (answer) => process.send?.({ id, answer } satisfies Answer),
      (error: Error) => process.send?.({ id, error: error.stack ?? error.message }),
    );
  });
  process.once("disconnect", () => process.exit(0));
}
