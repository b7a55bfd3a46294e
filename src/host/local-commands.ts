// Commands that handlers send in their own thread: they need no way over the main thread, and their
// receipts none back.

import {
  commandText,
  sentData,
  type GatewayCommand,
  type SendOptions,
} from "../discord/gateway-command.js";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { Command } from "../shard/command-queue.js";

/** https://discord.com/developers/docs/events/gateway-events#update-presence */
const PRESENCE_UPDATE = 3;

/** The thread that commands are sent in. */
export interface CommandsOwner {
  /** Gives a command to a shard; false where it does not run in this thread. */
  command(shard: number, command: Command): boolean;
  /** A presence is out, `d` of an op 3. */
  presence(shard: number, presence: unknown): void;
}

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: GatewayError) => void;
}

/** Commands without a receipt. Their ids are negative, those of the coordinator positive. */
export class LocalCommands {
  readonly #owner: CommandsOwner;
  readonly #pending = new Map<number, Pending>();
  #last = 0;

  constructor(owner: CommandsOwner) {
    this.#owner = owner;
  }

  async send(shard: number, command: GatewayCommand, options: SendOptions = {}): Promise<void> {
    if (Object(command) !== command) {
      throw new TypeError(`Cannot send as 'command' must be { op, d }: received ${why(command)}`);
    }
    const { timeout = null, priority = "normal" } = options;
    const text = commandText(shard, command);
    const id = --this.#last;
    await new Promise<void>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      if (this.#owner.command(shard, { id, text, timeout, priority })) return;
      const message = `Cannot send on shard ${shard}: it does not run in this thread`;
      this.settle(id, new GatewayError("UNKNOWN_SHARD", message, { shard }));
    });
    if (command.op === PRESENCE_UPDATE) this.#owner.presence(shard, sentData(text));
  }

  /** The receipt of a command; false where it is none of these. */
  settle(id: number, error: GatewayError | null): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined) return false;
    this.#pending.delete(id);
    if (error === null) pending.resolve();
    else pending.reject(error);
    return true;
  }
}
