// The Discord of `--demo`: a simulator in a thread of its own, so that what it costs is not taken
// for what the runtime costs.

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Fault } from "../simulator/index.js";

/** A running simulator. */
export interface Demo {
  readonly apiUrl: string;
  readonly token: string;
  /** Resets the connection of a shard, as a network does that breaks. */
  kill(shard: number): void;
  stop(): Promise<void>;
}

/** Shards that the simulator recommends unless told otherwise. */
export const DEMO_SHARDS = 16;

const DEMO = { maxConcurrency: 4, rate: 500 } as const;

interface Address {
  readonly apiUrl: string;
  readonly token: string;
}

/** Starts it. */
export async function startDemo(shards: number): Promise<Demo> {
  const worker = new Worker(new URL("../../workers/simulator.js", import.meta.url), {
    workerData: { ...DEMO, shards },
  });
  const [address] = (await once(worker, "message")) as [Address];
  return {
    ...address,
    kill(shard) {
      worker.postMessage({ kind: "reset", shard } satisfies Fault);
    },
    async stop() {
      await worker.terminate();
    },
  };
}
