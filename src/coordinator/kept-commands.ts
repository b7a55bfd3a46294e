// Commands that are given while no life of a thread is there to take them. Their time runs on.

import type { ToHost } from "../transport/messages.js";
import type { Receipts } from "./outgoing.js";

type SendMessage = Extract<ToHost, { kind: "send" }>;

interface Kept {
  readonly message: SendMessage;
  readonly since: number;
  readonly timer: NodeJS.Timeout | undefined;
}

/** Commands of one thread, in the order in which they were given. */
export class KeptCommands {
  readonly #receipts: Receipts;
  readonly #kept = new Map<number, Kept>();

  constructor(receipts: Receipts) {
    this.#receipts = receipts;
  }

  keep(message: SendMessage): void {
    const { id, timeout } = message;
    const expire = (): void => this.#expire(message);
    const timer = timeout === null ? undefined : setTimeout(expire, timeout).unref();
    this.#kept.set(id, { message, since: performance.now(), timer });
  }

  /** Gives them to the next life, each with the time that it has left. */
  takeAll(): SendMessage[] {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    return all.map(({ message, since, timer }) => {
      clearTimeout(timer);
      if (message.timeout === null) return message;
      const left = message.timeout - (performance.now() - since);
      return { ...message, timeout: Math.max(0, left) };
    });
  }

  #expire({ id, shard, timeout }: SendMessage): void {
    this.#kept.delete(id);
    const message = `Cannot send a command: it could not be sent within ${timeout} ms`;
    this.#receipts.settle(id, { code: "COMMAND_EXPIRED", message, shard });
  }
}
