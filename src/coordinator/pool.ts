// The pool that runs worker threads, one task each.

import { Piscina } from "piscina";
import { workerEnv } from "./worker-env.js";

const WORKER = new URL("../../workers/shards.js", import.meta.url);

/** @param token - which the threads' environment must not hold. */
export function workerPool(threads: number, token: string): Piscina {
  const pool = new Piscina({
    filename: WORKER.href,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    atomics: "disabled",
    recordTiming: false,
    env: workerEnv(token),
  });
  // A thread that fails while it loads is told of here as well; `run` rejects with it.
  pool.on("error", () => undefined);
  return pool;
}
