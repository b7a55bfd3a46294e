// One worker thread over all its lives. A life is one piscina task: the promise that settles *is*
// the thread ending, so supervision is a loop around `pool.run`.

import { once } from "node:events";
import { MessageChannel, receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import type { Piscina } from "piscina";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { FromHost, HostTask, ToHost } from "../transport/messages.js";
import { Liveness } from "./liveness.js";
import { TimeLimit } from "./time-limit.js";

/** The wait before each new life, in ms; a thread that dies as often in a row is given up. */
const WAITS_MS = [0, 1_000, 2_000, 4_000, 8_000] as const;

/** A dead thread's port closes at once; it is not waited for longer than this, in ms. */
const PORT_CLOSE_MS = 1_000;

/** Who a thread belongs to. */
export interface ThreadOwner {
  /** What a new life starts with, but for what the thread brings itself. */
  task(thread: Thread): Omit<HostTask, "port" | "alive">;
  /** A message of the thread, in order; the last ones of a life come before `died`. */
  receive(thread: Thread, message: FromHost): void;
  /** A life ended that was not to end. A new one follows unless `run` rejects. */
  died(thread: Thread, error: GatewayError): void;
  /** Whether a shard of this thread has been ready for 30 s in this life. */
  proven(thread: Thread): boolean;
}

type ThreadErrorCode = "WORKERS_CRASHING" | "THREAD_DIED" | "THREAD_HUNG";

/** How a life ended. */
type Ending =
  | { readonly kind: "done" }
  | { readonly kind: "died" | "hung"; readonly loaded: boolean; readonly cause: unknown };

/** One worker thread. */
export class Thread {
  readonly index: number;
  /** The shards that it runs, in each of its lives. */
  readonly shards: readonly number[];
  readonly #pool: Piscina;
  readonly #owner: ThreadOwner;
  #port: MessagePort | null = null;
  #abort: AbortController | null = null;
  #up = false;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(index: number, shards: readonly number[], pool: Piscina, owner: ThreadOwner) {
    this.index = index;
    this.shards = shards;
    this.#pool = pool;
    this.#owner = owner;
  }

  /** Whether there is somebody to post to. */
  get live(): boolean {
    return this.#port !== null;
  }

  /** Whether the present life has given a sign. */
  get up(): boolean {
    return this.#up && this.live;
  }

  /** Runs life after life until one ends by itself. Rejects when the thread is given up. */
  async run(): Promise<void> {
    for (let deaths = 0; !this.#stopped;) {
      const ending = await this.#live();
      if (ending.kind === "done" || this.#stopped) return;
      deaths = this.#owner.proven(this) ? 1 : deaths + 1;
      const { cause } = ending;
      if (!ending.loaded) throw this.#given("could not load", cause);
      if (deaths >= WAITS_MS.length) throw this.#given(`died ${deaths} times in a row`, cause);
      const code = ending.kind === "hung" ? "THREAD_HUNG" : "THREAD_DIED";
      this.#owner.died(this, this.#error(code, `died: ${why(cause)}`, cause));
      await this.#wait(WAITS_MS[deaths - 1] ?? 0);
    }
  }

  /** Posts to the present life; without one, the message has nobody to act on it. */
  post(message: ToHost, transfer: ArrayBuffer[] = []): void {
    this.#port?.postMessage(message, transfer);
  }

  /** No new life after this one. */
  retire(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** What nobody foresaw went wrong in the supervision itself. */
  unexpected(cause: unknown): GatewayError {
    return this.#given("could not be supervised", cause);
  }

  /** Ends the present life by force. */
  abort(): void {
    this.retire();
    this.#abort?.abort();
  }

  async #live(): Promise<Ending> {
    const { port1, port2 } = new MessageChannel();
    const alive = new Int32Array(new SharedArrayBuffer(4));
    const abort = new AbortController();
    let hung = false;
    const liveness = new Liveness(alive, () => {
      hung = true;
      abort.abort();
    });
    const closing = new AbortController();
    port1.once("close", () => closing.abort());
    const closed = closing.signal;
    port1.on("message", (message: FromHost) => this.#receive(message));
    this.#port = port1;
    this.#abort = abort;
    this.#up = false;
    const task: HostTask = { ...this.#owner.task(this), port: port2, alive };
    try {
      await this.#pool.run(task, { transferList: [port2], signal: abort.signal });
      await this.#drain(port1, closed);
      return { kind: "done" };
    } catch (error) {
      const cause = hung ? new Error("no sign of life for 30 s") : error;
      await this.#drain(port1, closed);
      return { kind: hung ? "hung" : "died", loaded: this.#up || hung, cause };
    } finally {
      liveness.stop();
      this.#port = null;
      this.#abort = null;
    }
  }

  /** Takes what a thread had posted when it ended, before anything else is done about it. */
  async #drain(port: MessagePort, closed: AbortSignal): Promise<void> {
    this.#takeAll(port, closed);
    const limit = new TimeLimit(PORT_CLOSE_MS, closed);
    if (!closed.aborted) await once(limit.signal, "abort");
    limit.end();
    this.#takeAll(port, closed);
    port.close();
  }

  /** A port that is closed has given all it had, and must not be asked: Node 20 dies of that. */
  #takeAll(port: MessagePort, closed: AbortSignal): void {
    while (!closed.aborted) {
      const next: { message: FromHost } | undefined = receiveMessageOnPort(port);
      if (next === undefined) return;
      this.#receive(next.message);
    }
  }

  #receive(message: FromHost): void {
    this.#up = true;
    this.#owner.receive(this, message);
  }

  #wait(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #given(what: string, cause: unknown): GatewayError {
    return this.#error("WORKERS_CRASHING", `${what}, last by: ${why(cause)}`, cause);
  }

  #error(code: ThreadErrorCode, what: string, cause: unknown): GatewayError {
    const message = `Thread ${this.index} (shards ${range(this.shards)}) ${what}`;
    return new GatewayError(code, message, { thread: this.index, cause });
  }
}

function range(shards: readonly number[]): string {
  return shards.length < 3 ? shards.join(", ") : `${shards[0]} to ${shards.at(-1)}`;
}
