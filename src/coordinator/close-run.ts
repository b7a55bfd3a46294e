// The end of a run, in a known order and within a known time: read no more, hand over for at most
// half of it, close the sockets, destroy what is open at four fifths, store the sessions.

import { GatewayError } from "../discord/gateway-error.js";
import type { Delivery } from "./delivery.js";
import type { Farewell } from "./farewell.js";
import type { Run } from "./run.js";
import { within } from "./within.js";

/** A thread that is in a native call ends when that returns, in ms. */
const DESTROY_MS = 1_000;

/**
 * Closes a run within `drainMs`.
 *
 * @param farewell - asked for the sockets' close code when they are closed, and not before.
 * @returns what was left undone, or null.
 */
export async function closeRun(
  run: Run,
  delivery: Delivery,
  farewell: Farewell,
  drainMs: number,
): Promise<GatewayError | null> {
  const began = performance.now();
  const left = (share: number): number => began + drainMs * share - performance.now();
  const undone: string[] = [];
  run.desk.close();
  await within(left(0.5), run.drain(), () => undone.push("dispatches that threads had read"));
  if (!delivery.stuck) {
    await within(left(0.5), delivery.idle(), () => undone.push("dispatches not handed over"));
  }
  const stopped = run.stop(farewell.say(), Math.max(0, left(0.8)));
  await within(left(0.9), stopped, () => undone.push("threads that did not end"));
  delivery.close();
  const unsaved = (): unknown => undone.push("sessions not stored");
  if ((await within(left(1), run.keeper.flush(), unsaved)) === "failed") unsaved();
  await within(Math.max(DESTROY_MS, left(1)), run.destroy(), () => undone.push("threads"));
  if (undone.length === 0) return null;
  const message =
    `The drain of ${drainMs / 1_000} s was not enough; left undone: ${undone.join(", ")}; ` +
    "what was not handed over or stored comes again";
  return new GatewayError("DRAIN_INCOMPLETE", message);
}
