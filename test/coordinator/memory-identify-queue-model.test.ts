import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { MemoryIdentifyQueue } from "../../src/coordinator/memory-identify-queue.js";
import type { Lease } from "../../src/coordinator/identify-queue.js";
import { type FakeTime, fakeTime } from "../support/fake-time.js";
import { IdentifyModel } from "../support/identify-model.js";
import { runs } from "../support/runs.js";

/** All that happens in a run happens at multiples of this, in ms. */
const STEP_MS = 50;
const TOTAL = 1_000;

interface Ask {
  readonly shard: number;
  readonly controller: AbortController;
}

/** The queue under test, with what it has given so far in order. */
class Real {
  readonly queue: MemoryIdentifyQueue;
  readonly time: FakeTime;
  readonly given: { readonly shard: number; readonly givenAt: number; readonly lease: Lease }[] =
    [];
  waiting: Ask[] = [];

  constructor(t: TestContext, lanes: number, remaining: number, resetAfter: number) {
    t.mock.timers.reset();
    this.time = fakeTime(t, STEP_MS);
    this.queue = new MemoryIdentifyQueue({
      maxConcurrency: lanes,
      total: TOTAL,
      remaining,
      resetAfter,
      shards: 16,
      spendReserve: true,
      now: this.time.now,
    });
  }

  ask(shard: number): void {
    const asked = { shard, controller: new AbortController() };
    this.waiting.push(asked);
    this.queue.lease(shard, asked.controller.signal).then(
      (lease) => {
        this.waiting = this.waiting.filter((other) => other !== asked);
        this.given.push({ shard, givenAt: this.time.now(), lease });
      },
      (error: unknown) => assert.equal(error, asked.controller.signal.reason),
    );
  }
}

type Command = fc.AsyncCommand<IdentifyModel, Real>;

/** Does one thing to both and compares what came of it. */
function command(
  name: string,
  run: (model: IdentifyModel, real: Real) => Promise<void> | void,
): Command {
  return {
    check: () => true,
    toString: () => name,
    run: async (model, real) => {
      await run(model, real);
      await setImmediate();
      assert.deepEqual(
        real.given.map(({ shard, givenAt }) => ({ shard, givenAt })),
        model.leases.map(({ shard, givenAt }) => ({ shard, givenAt })),
      );
      assert.equal(real.queue.remaining, model.remaining);
      assert.deepEqual(
        real.waiting.map(({ shard }) => shard),
        model.waiting,
      );
    },
  };
}

const ask = (shards: number[]): Command =>
  command(`ask(${shards.join()})`, (model, real) => {
    shards.forEach((shard) => real.ask(shard));
    model.waiting.push(...shards);
    model.settle();
  });

const abort = (pick: number): Command =>
  command(`abort(${pick})`, (model, real) => {
    const index = pick % Math.max(1, real.waiting.length);
    real.waiting[index]?.controller.abort();
    real.waiting.splice(index, 1);
    model.waiting.splice(index, 1);
  });

/** Ends one of the last leases, maybe one that has ended already. */
const end = (how: "sent" | "release", pick: number): Command =>
  command(`${how}(${pick})`, (model, real) => {
    const index = model.leases.length - 1 - pick;
    const lease = model.leases[index];
    if (lease !== undefined) {
      real.given[index]?.lease[how]();
      model[how](lease);
    }
  });

const pass = (steps: number): Command =>
  command(`pass(${steps * STEP_MS})`, async (model, real) => {
    await real.time.pass(steps * STEP_MS);
    for (let step = 0; step < steps; step += 1) {
      model.now += STEP_MS;
      model.settle();
    }
  });

const update = (lanes: number, remaining: number): Command =>
  command(`update(${lanes}, ${remaining})`, (model, real) => {
    const resetAfter = 30_000;
    real.queue.update({ maxConcurrency: lanes, total: TOTAL, remaining, resetAfter });
    model.update(lanes, remaining, resetAfter);
  });

const lanes = fc.constantFrom(1, 2, 3, 16);
const remaining = fc.constantFrom(0, 1, 3, 20, TOTAL);

const commands = fc.commands(
  [
    fc.array(fc.nat(9), { minLength: 1, maxLength: 6 }).map(ask),
    fc.nat(9).map(abort),
    fc.nat(3).map((pick) => end("sent", pick)),
    fc.nat(3).map((pick) => end("release", pick)),
    fc.integer({ min: 1, max: 8 }).map(pass),
    fc.integer({ min: 40, max: 110 }).map(pass),
    fc.tuple(lanes, remaining).map(([count, left]) => update(count, left)),
  ],
  { maxCommands: 60, size: "max" },
);

test("whatever is asked, aborted, answered and changed, the queue does what its rules say", async (t) => {
  await fc.assert(
    fc.asyncProperty(lanes, remaining, commands, async (count, left, run) => {
      const setup = (): { model: IdentifyModel; real: Real } => ({
        model: new IdentifyModel(count, TOTAL, left, 20_000),
        real: new Real(t, count, left, 20_000),
      });
      await fc.asyncModelRun(setup, run);
    }),
    { numRuns: runs(150) },
  );
});
