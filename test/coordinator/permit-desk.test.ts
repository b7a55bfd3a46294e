import assert from "node:assert/strict";
import { it } from "node:test";
import type { IdentifyQueue } from "../../src/index.js";
import { PermitDesk, type Waiting } from "../../src/coordinator/permit-desk.js";
import type { Plan } from "../../src/coordinator/plan.js";
import { PERMIT_MS } from "../../src/coordinator/permit.js";

const PLAN: Plan = {
  total: 1,
  ids: [0],
  threads: 1,
  maxConcurrency: 1,
  remaining: 1_000,
  resetAfter: 0,
  inflater: "none",
};

/** A desk whose queue gives every lease at once, and what came of them. */
function desk(end: () => void = () => undefined): {
  readonly desk: PermitDesk;
  readonly log: string[];
  readonly permits: { readonly waiting: Waiting; readonly until: number }[];
} {
  const log: string[] = [];
  const permits: { waiting: Waiting; until: number }[] = [];
  const told = (what: string) => (): void => {
    log.push(what);
    end();
  };
  const queue: IdentifyQueue = {
    lease: (shard) => {
      log.push(`lease ${shard}`);
      return Promise.resolve({ sent: told("sent"), release: told("release") });
    },
  };
  const owner = {
    permit: (waiting: Waiting, until: number) => permits.push({ waiting, until }),
    warning: ({ code }: { readonly code: string }) => log.push(code),
  };
  return { desk: new PermitDesk({ queue, plan: PLAN, sessions: [] }, owner), log, permits };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const SHARD: Waiting = { thread: 0, shard: 0, ticket: 1 };

it("a shard whose permit came too late waits again", async () => {
  const { desk: one, log, permits } = desk();
  one.ask(SHARD);
  await turn();
  one.answer(SHARD, false, (permits[0]?.until ?? 0) + 1);
  await turn();
  assert.deepEqual(log, ["lease 0", "release", "lease 0"]);
  one.close();
});

it("but not one that left while its permit was out", async () => {
  const { desk: one, log, permits } = desk();
  one.ask(SHARD);
  await turn();
  one.withdraw(SHARD);
  one.answer(SHARD, false, (permits[0]?.until ?? 0) + PERMIT_MS);
  await turn();
  assert.deepEqual(log, ["lease 0", "release"]);
});

it("a lease that throws when it ends is told and harms nothing", async () => {
  const {
    desk: one,
    log,
    permits,
  } = desk(() => {
    throw new Error("queue");
  });
  one.ask(SHARD);
  await turn();
  one.answer(SHARD, true, permits[0]?.until ?? 0);
  assert.deepEqual(log, ["lease 0", "sent", "IDENTIFY_QUEUE_FAILED"]);
});
