// What a peer's process is told in its first argument, and how it tells what it receives.

import type { Address } from "../../../src/simulator/index.js";

/** A dispatch that a peer received; `n` is the number inside, where there is one. */
export interface Received {
  readonly t: string;
  readonly n: number | null;
}

/** Where the gateway is. */
export function told(): Address {
  return JSON.parse(process.argv[2] ?? "{}");
}

export function tell(t: unknown, d: unknown): void {
  const inside = typeof d === "object" && d !== null ? Reflect.get(d, "n") : null;
  process.send?.({ t: String(t), n: typeof inside === "number" ? inside : null });
}
