// The process that is measured: one client, with a listener that counts.

import { startOf, type ClientSpec } from "../clients/index.js";
import type { Target } from "../clients/client.js";
import { answerBy } from "./ask.js";
import { Tally, type Counted, type Expected } from "./tally.js";
import { usage, type Usage } from "./usage.js";

/** What it is started with. */
export interface SubjectStart {
  readonly client: ClientSpec;
  readonly target: Target;
}

/** How long the other work of a busy main thread takes at a time, in ms, and how often it comes. */
const WORK_MS = 5;
const WORK_EVERY_MS = 10;

const { client, target } = JSON.parse(process.argv[2] ?? "{}") as SubjectStart;
const tally = new Tally(target.shards);

const handlers = {
  /**
   * Settles when every shard has had its READY, which may take so many ms.
   *
   * @returns how long it took, in ms.
   */
  async start(patience: number): Promise<number> {
    const start = await startOf(client);
    const began = performance.now();
    const ready = tally.ready();
    const started = start(target, (shard, seq, data) => tally.seen(shard, seq, data));
    const failed = new Promise<never>((_, reject) => {
      started.catch(reject);
      setTimeout(() => reject(new Error("its shards are not ready")), patience).unref();
    });
    await Promise.race([ready, failed]);
    return performance.now() - began;
  },

  expect(expected: Expected): void {
    tally.expect(expected);
  },

  counted(patience: number): Promise<Counted> {
    return tally.counted(patience);
  },

  usage(): Usage {
    return usage();
  },

  /** Keeps the main thread busy for half of the time from now on. */
  work(): void {
    let next = performance.now();
    const work = (): void => {
      for (const end = performance.now() + WORK_MS; performance.now() < end;);
      const now = performance.now();
      next = Math.max(next + WORK_EVERY_MS, now);
      setTimeout(work, next - now);
    };
    work();
  },
};

/** What a subject can be asked. */
export type SubjectHandlers = typeof handlers;

answerBy(handlers);
