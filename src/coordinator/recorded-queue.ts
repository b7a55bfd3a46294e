// An identify queue whose every lease is written down before it can be used. A process that dies
// of its first events would otherwise never have spent anything, start after start.

import type { IdentifyQueue, Lease } from "./identify-queue.js";
import type { IdentifyWindow } from "./identify-window.js";
import { Pause } from "./pause.js";
import { PERMIT_MS } from "./permit.js";
import type { PastIdentify } from "./session-store.js";

/** A store that takes longer is not waited for, in ms. */
const WRITE_MS = 1_000;

/** Where identifies are written down. Neither rejects. */
export interface IdentifyRecord {
  /** One is about to be sent; settles when that is stored, or could not be. */
  identify(identify: PastIdentify): Promise<void>;
  /** The shard's last one was not sent after all. */
  unused(shard: number): void;
}

/** A queue with a record. */
export class RecordedQueue implements IdentifyQueue {
  readonly #queue: IdentifyQueue;
  readonly #record: IdentifyRecord;
  readonly #window: IdentifyWindow;

  constructor(queue: IdentifyQueue, record: IdentifyRecord, window: IdentifyWindow) {
    this.#queue = queue;
    this.#record = record;
    this.#window = window;
  }

  async lease(shard: number, signal: AbortSignal): Promise<Lease> {
    const lease = await this.#queue.lease(shard, signal);
    const now = Date.now();
    const at = now + WRITE_MS + PERMIT_MS;
    await this.#written({ shard, at, until: now + this.#window.left() });
    const recorded = new RecordedLease(lease, () => this.#record.unused(shard));
    if (signal.aborted) recorded.release();
    signal.throwIfAborted();
    return recorded;
  }

  async #written(identify: PastIdentify): Promise<void> {
    const limit = new Pause(WRITE_MS);
    await Promise.race([this.#record.identify(identify), limit.over]);
    limit.end();
  }
}

/** A lease that is written down as sent, until it is released. */
class RecordedLease implements Lease {
  readonly #lease: Lease;
  #unused: (() => void) | null;

  constructor(lease: Lease, unused: () => void) {
    this.#lease = lease;
    this.#unused = unused;
  }

  sent(at?: number): void {
    this.#unused = null;
    this.#lease.sent(at);
  }

  release(): void {
    this.#lease.release();
    this.#unused?.();
    this.#unused = null;
  }
}
