// Commands of the user on their way to a socket: checked here, sent by the shard's thread, and
// settled by its receipt.

import { GatewayError } from "../discord/gateway-error.js";
import { MAX_SEND_BYTES } from "../discord/limits.js";
import { errorFrom, type ErrorData } from "../transport/messages.js";

/** A message to the gateway. */
export interface GatewayCommand {
  readonly op: number;
  readonly d: unknown;
}

/** What a shard sends by itself, and nobody else may. */
const RESERVED = new Map([
  [1, "heartbeats"],
  [2, "identifies"],
  [6, "resumes"],
]);

/** The text of a command. Throws a `GatewayError` for one that Discord would refuse. */
export function commandText(shard: number, command: GatewayCommand): string {
  const { op } = command;
  if (!Number.isInteger(op) || op < 0) throw refused(shard, `its op is no integer: ${String(op)}`);
  const own = RESERVED.get(op);
  if (own !== undefined) throw refused(shard, `shards send ${own} (op ${op}) themselves`);
  let text: string;
  try {
    text = JSON.stringify({ op, d: command.d ?? null });
  } catch (cause) {
    throw refused(shard, `its d is no JSON: ${cause instanceof Error ? cause.message : ""}`);
  }
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_SEND_BYTES) return text;
  const message =
    `Cannot send op ${op} on shard ${shard}: it has ${bytes} bytes, ` +
    `Discord takes at most ${MAX_SEND_BYTES}`;
  throw new GatewayError("COMMAND_TOO_LARGE", message, { shard });
}

function refused(shard: number, why: string): GatewayError {
  return new GatewayError("COMMAND_REFUSED", `Cannot send on shard ${shard}: ${why}`, { shard });
}

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
