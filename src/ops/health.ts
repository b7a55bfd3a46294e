// Whether a process should be left alone and whether its bot is up, from how it stands. Discord's
// state is never a reason to kill a process: the restart would cost what a reconnect does not.

import type { Status, ThreadStatus } from "../coordinator/status.js";

/** A probe's answer. */
export type Verdict = { readonly kind: "ok" } | { readonly kind: "bad"; readonly reason: string };

const OK: Verdict = { kind: "ok" };

/** A thread that is up gives a sign of life at least so often, in ms. */
const SILENT_MS = 10_000;

/** A thread that died is started again after at most so long, in ms. */
const RESTART_MS = 8_000;

function bad(reason: string): Verdict {
  return { kind: "bad", reason };
}

/**
 * How long a thread has been silent, in ms. One that has never been seen is still loading, which
 * the coordinator bounds by itself.
 */
function silence({ seenAt }: ThreadStatus, now: number): number {
  return seenAt === null ? 0 : now - seenAt;
}

/** `/livez`: the main loop turns, since this is called; every thread gave a sign of life lately. */
export function liveness({ at, phase, threads }: Status): Verdict {
  if (phase === "closing") return OK;
  const silent = threads.find((thread) => {
    const limit = thread.state === "down" ? SILENT_MS + RESTART_MS : SILENT_MS;
    return silence(thread, at) > limit;
  });
  if (silent === undefined) return OK;
  const seconds = Math.round(silence(silent, at) / 1_000);
  return bad(`thread ${silent.index} gave no sign of life for ${seconds} s`);
}

/** `/readyz`: it runs, and each of its shards is ready or resuming. */
export function readiness({ phase, shards }: Status): Verdict {
  if (phase !== "running") return bad(`the bot is ${phase}`);
  const away = shards.filter(({ state }) => state !== "ready" && state !== "resuming");
  const [first] = away;
  if (first === undefined) return OK;
  return bad(`${away.length} of ${shards.length} shards are not ready, such as ${first.id}`);
}
