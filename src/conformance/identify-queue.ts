// What every identify queue must do, as tests for whoever writes one. They know the interface
// only, and time through the harness: fake where the queue allows it, real where it does not.

import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { IdentifyQueue, Lease } from "../coordinator/identify-queue.js";

/** What Discord allows in a test. */
export interface QueueFigures {
  readonly maxConcurrency: number;
  /** Identifies a day; nothing of it is kept in reserve. */
  readonly total: number;
  readonly remaining: number;
  /** When `remaining` is `total` again, in ms. */
  readonly resetAfter: number;
}

/** A new queue that has handed out nothing yet, and its time. */
export interface QueueHarness {
  readonly queue: IdentifyQueue;
  /** The queue's clock, in ms. */
  readonly now: () => number;
  /** Lets time pass, and everything happen that is due in it. */
  readonly pass: (ms: number) => Promise<void>;
}

/** Makes a harness for one test; what must be taken down again goes to `t.after`. */
export type QueueFactory = (t: TestContext, figures: QueueFigures) => Promise<QueueHarness>;

const WINDOW_MS = 5_000;
/** What a queue may take on top: a margin, and its own ways. */
const SLACK_MS = 1_000;
const PLENTY = { total: 1_000, remaining: 1_000, resetAfter: 0 };

/** A lease that is asked for, and whether it is here. */
class Asked {
  lease: Lease | null = null;
  at = NaN;
  error: unknown = null;
  readonly #controller = new AbortController();

  constructor({ queue, now }: QueueHarness, shard: number) {
    queue.lease(shard, this.#controller.signal).then(
      (lease) => {
        this.lease = lease;
        this.at = now();
      },
      (error: unknown) => {
        this.error = error;
      },
    );
  }

  get given(): boolean {
    return this.lease !== null;
  }

  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  sent(at?: number): void {
    assert.ok(this.lease, "a lease is here to be sent");
    this.lease.sent(at);
  }

  release(): void {
    assert.ok(this.lease, "a lease is here to be released");
    this.lease.release();
  }
}

/** Registers the tests with node:test, each under this name. */
export function testIdentifyQueue(name: string, factory: QueueFactory): void {
  for (const [sentence, run] of Object.entries(CASES)) {
    test(`${name}: ${sentence}`, async (t) => {
      const figures = { maxConcurrency: 1, ...PLENTY, ...run.figures };
      await run.body(await factory(t, figures));
    });
  }
}

interface Case {
  readonly figures?: Partial<QueueFigures>;
  readonly body: (harness: QueueHarness) => Promise<void>;
}

const TURNS: Readonly<Record<string, Case>> = {
  "the first lease is given at once": {
    async body(harness) {
      const first = new Asked(harness, 0);
      await harness.pass(SLACK_MS);
      assert.ok(first.given);
    },
  },
  "a lane gives one lease in 5 s, counted from when it was sent": {
    async body(harness) {
      const first = new Asked(harness, 0);
      const second = new Asked(harness, 1);
      await harness.pass(200);
      const sentAt = harness.now();
      first.sent(sentAt);
      await harness.pass(WINDOW_MS + SLACK_MS);
      assert.ok(second.at - sentAt >= WINDOW_MS, `${second.at - sentAt} ms`);
    },
  },
  "lanes do not wait for each other": {
    figures: { maxConcurrency: 4 },
    async body(harness) {
      const asked = [0, 1, 2, 3].map((shard) => new Asked(harness, shard));
      await harness.pass(SLACK_MS);
      assert.ok(asked.every(({ given }) => given));
    },
  },
  "shards of one lane wait for each other whatever their number": {
    figures: { maxConcurrency: 4 },
    async body(harness) {
      const [first, second] = [new Asked(harness, 3), new Asked(harness, 7)];
      await harness.pass(SLACK_MS);
      assert.ok(first.given && !second.given);
    },
  },
  "the lowest waiting shard of a lane comes first": {
    async body(harness) {
      const first = new Asked(harness, 9);
      await harness.pass(SLACK_MS);
      const [high, low] = [new Asked(harness, 5), new Asked(harness, 2)];
      first.sent();
      await harness.pass(WINDOW_MS + SLACK_MS);
      assert.ok(low.given && !high.given);
    },
  },
};

const ENDS: Readonly<Record<string, Case>> = {
  "a released lease frees its lane at once": {
    async body(harness) {
      const [first, second] = [new Asked(harness, 0), new Asked(harness, 1)];
      await harness.pass(100);
      first.release();
      await harness.pass(SLACK_MS);
      assert.ok(second.given);
    },
  },
  "an unanswered lease counts as sent": {
    async body(harness) {
      const [first, second] = [new Asked(harness, 0), new Asked(harness, 1)];
      await harness.pass(2 * WINDOW_MS);
      assert.ok(first.given && second.given);
      assert.ok(second.at - first.at >= WINDOW_MS, `${second.at - first.at} ms`);
    },
  },
  "only the first end of a lease counts": {
    async body(harness) {
      const [first, second] = [new Asked(harness, 0), new Asked(harness, 1)];
      await harness.pass(100);
      first.sent();
      first.release();
      await harness.pass(SLACK_MS);
      assert.ok(!second.given);
    },
  },
  "aborted leases reject with the reason and use up no turn": {
    async body(harness) {
      const first = new Asked(harness, 99);
      await harness.pass(SLACK_MS);
      first.sent();
      const gone = Array.from({ length: 50 }, (_, shard) => new Asked(harness, shard));
      const last = new Asked(harness, 50);
      const reason = new Error("the socket is gone");
      gone.forEach((asked) => asked.abort(reason));
      await harness.pass(WINDOW_MS + SLACK_MS);
      assert.ok(gone.every(({ error }) => error === reason));
      assert.ok(last.given);
    },
  },
  "a signal that has fired already gives no lease": {
    async body({ queue }) {
      const reason = new Error("too late");
      await assert.rejects(queue.lease(0, AbortSignal.abort(reason)), reason);
    },
  },
  "a shard that asks twice gets two leases, one after the other": {
    async body(harness) {
      const [first, second] = [new Asked(harness, 0), new Asked(harness, 0)];
      await harness.pass(SLACK_MS);
      assert.deepEqual([first.given, second.given], [true, false]);
      first.release();
      await harness.pass(SLACK_MS);
      assert.ok(second.given);
    },
  },
};

const BUDGET: Readonly<Record<string, Case>> = {
  "an empty budget waits for its reset": {
    figures: { maxConcurrency: 2, remaining: 1, resetAfter: 8_000 },
    async body(harness) {
      const start = harness.now();
      const first = new Asked(harness, 0);
      await harness.pass(100);
      first.sent();
      const second = new Asked(harness, 1);
      await harness.pass(8_000 + SLACK_MS);
      assert.ok(second.at - start >= 8_000 - SLACK_MS, `${second.at - start} ms`);
    },
  },
  "a released lease costs nothing of the budget": {
    figures: { remaining: 1, resetAfter: 60_000 },
    async body(harness) {
      const [first, second] = [new Asked(harness, 0), new Asked(harness, 1)];
      await harness.pass(100);
      first.release();
      await harness.pass(SLACK_MS);
      assert.ok(second.given);
    },
  },
};

const CASES: Readonly<Record<string, Case>> = { ...TURNS, ...ENDS, ...BUDGET };
