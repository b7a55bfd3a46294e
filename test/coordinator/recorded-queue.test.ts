import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { IdentifyWindow } from "../../src/coordinator/identify-window.js";
import { RecordedQueue } from "../../src/coordinator/recorded-queue.js";
import type { IdentifyQueue, Lease, PastIdentify } from "../../src/index.js";
import { type FakeTime, fakeTime } from "../support/fake-time.js";

const NEVER = new AbortController().signal;

interface Setup extends FakeTime {
  readonly queue: RecordedQueue;
  /** What happened, in order. */
  readonly log: string[];
  readonly written: PastIdentify[];
}

function setup(t: TestContext, write: () => Promise<void>): Setup {
  const time = fakeTime(t, 50);
  const log: string[] = [];
  const written: PastIdentify[] = [];
  const inner: IdentifyQueue = {
    lease: (shard) =>
      Promise.resolve({
        sent: (at) => log.push(`sent ${shard} ${at}`),
        release: () => log.push(`release ${shard}`),
      }),
  };
  const record = {
    identify: async (identify: PastIdentify) => {
      written.push(identify);
      await write();
      log.push(`written ${identify.shard}`);
    },
    unused: (shard: number) => void log.push(`unused ${shard}`),
  };
  const window = new IdentifyWindow({ total: 9, remaining: 5, resetAfter: 60_000 }, time.now);
  return { ...time, queue: new RecordedQueue(inner, record, window), log, written };
}

async function leased(pending: Promise<Lease>, { pass }: FakeTime, ms = 0): Promise<Lease> {
  await pass(ms);
  return await pending;
}

test("a lease is written down before it is given, for the last moment it can be used at", async (t) => {
  const here = setup(t, () => Promise.resolve());
  const lease = await leased(here.queue.lease(3, NEVER), here);
  assert.deepEqual(here.log, ["written 3"]);
  assert.deepEqual(here.written, [{ shard: 3, at: 1_250, until: 60_000 }]);
  lease.sent(7);
  assert.deepEqual(here.log, ["written 3", "sent 3 7"]);
});

test("a lease that comes back unused is taken back, one that was sent is not", async (t) => {
  const here = setup(t, () => Promise.resolve());
  const first = await leased(here.queue.lease(0, NEVER), here);
  first.release();
  first.release();
  const second = await leased(here.queue.lease(1, NEVER), here);
  second.sent(1);
  second.release();
  assert.deepEqual(
    here.log.filter((line) => line.startsWith("unused")),
    ["unused 0"],
  );
});

test("a store that hangs holds a lease up for a second, not longer", async (t) => {
  const here = setup(t, () => new Promise(() => undefined));
  let given = false;
  const pending = here.queue.lease(0, NEVER).then((lease) => {
    given = true;
    return lease;
  });
  await here.pass(950);
  assert.ok(!given);
  await leased(pending, here, 100);
});

test("a lease that nobody waits for any more goes back", async (t) => {
  let settle = (): void => undefined;
  const here = setup(t, () => new Promise((resolve) => (settle = resolve)));
  const abort = new AbortController();
  const pending = here.queue.lease(0, abort.signal);
  await here.pass(50);
  const reason = new Error("gone");
  abort.abort(reason);
  settle();
  await assert.rejects(pending, reason);
  assert.deepEqual(here.log, ["written 0", "release 0", "unused 0"]);
});
