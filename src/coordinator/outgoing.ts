// Commands of the user on their way to a socket: sent by the shard's thread, and settled by its
// receipt.

import { GatewayError } from "../discord/gateway-error.js";
import { errorFrom, type ErrorData } from "../transport/messages.js";

/** One command that has no receipt yet. */
interface Pending {
  readonly shard: number;
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
}

/** Commands without a receipt. */
export class Receipts {
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  /** Settles with the receipt of the command that `post` is given the number of. */
  wait(shard: number, post: (id: number) => void): Promise<void> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { shard, resolve, reject });
      post(id);
    });
  }

  settle(id: number, error: ErrorData | null): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === null) pending?.resolve();
    else pending?.reject(errorFrom(error));
  }

  /** The commands of these shards will get no receipt. */
  lose(shards: readonly number[], why: string): void {
    for (const [id, { shard, reject }] of this.#pending) {
      if (!shards.includes(shard)) continue;
      this.#pending.delete(id);
      const message = `A command of shard ${shard} is lost: ${why}; it may or may not have been sent`;
      reject(new GatewayError("COMMAND_LOST", message, { shard }));
    }
  }
}
