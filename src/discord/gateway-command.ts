// A message of the user to the gateway, and what of it Discord would refuse.

import { GatewayError } from "./gateway-error.js";
import { MAX_SEND_BYTES } from "./limits.js";

/** A message to the gateway. */
export interface GatewayCommand {
  readonly op: number;
  readonly d: unknown;
}

/** How a command is sent. */
export interface SendOptions {
  /** Rejects with COMMAND_EXPIRED when it has waited so long, in ms. Default: no limit. */
  readonly timeout?: number | undefined;
  /** `"high"` goes before what is `"normal"`, the default. */
  readonly priority?: "high" | "normal" | undefined;
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

/** The `d` of a command as it went out: plain JSON, whatever it was made from. */
export function sentData(text: string): unknown {
  const command: unknown = JSON.parse(text);
  return Reflect.get(Object(command), "d");
}

function refused(shard: number, why: string): GatewayError {
  return new GatewayError("COMMAND_REFUSED", `Cannot send on shard ${shard}: ${why}`, { shard });
}
