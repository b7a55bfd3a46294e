import assert from "node:assert/strict";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { FileSessions, type StoreKey } from "../../src/index.js";
import { Folder } from "../support/folder.js";
import { runs } from "../support/runs.js";
import { act, after, type Snapshot, type Step } from "../support/session-model.js";

const KEY: StoreKey = { bot: "a".repeat(64), total: 4, intents: 513 };

const PLAIN = { noNullPrototype: true };
const shard = fc.nat(3);
const session = fc.record(
  { shard, id: fc.string(), url: fc.constant("wss://x"), seq: fc.nat(), total: fc.constant(4) },
  PLAIN,
);
const ofShard = fc.constantFrom("end" as const, "identify" as const, "unused" as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), session }, PLAIN),
  fc.record({ kind: ofShard, shard }, PLAIN),
  fc.record(
    { kind: fc.constant("seqs" as const), seqs: fc.array(fc.tuple(shard, fc.nat())) },
    PLAIN,
  ),
);

/** A step, and how long the store is left alone after it: in turns of the event loop, or in ms. */
const timed = fc.record({
  step,
  wait: fc.oneof(
    { weight: 4, arbitrary: fc.record({ turns: fc.nat(4) }) },
    { weight: 1, arbitrary: fc.record({ ms: fc.nat(6) }) },
  ),
});

type Timed = typeof timed extends fc.Arbitrary<infer T> ? T : never;

/** Loads what a process would find that starts on these files. */
async function found(file: string): Promise<Snapshot> {
  const store = new FileSessions(file);
  const { sessions, identifies, rejected } = await store.load(KEY);
  await store.close();
  assert.equal(rejected, null, "a crash leaves nothing torn");
  return {
    sessions: sessions.toSorted((a, b) => a.shard - b.shard),
    identifies: identifies.map((one) => one.shard).toSorted((a, b) => a - b),
  };
}

/** The files as a crash at this moment leaves them, the one being written cut anywhere. */
async function crash(from: string, to: string, cut: number): Promise<boolean> {
  const none = (error: NodeJS.ErrnoException): null => {
    assert.equal(error.code, "ENOENT");
    return null;
  };
  const half = await readFile(`${from}.tmp`).catch(none);
  const there = await copyFile(from, to).then(() => true, none);
  if (half !== null) await writeFile(`${to}.tmp`, half.subarray(0, cut % (half.length + 1)));
  return there ?? false;
}

/** Does all steps, and copies the files a while after the last one began. */
async function dies(file: string, steps: readonly Timed[], cut: number): Promise<void> {
  const store = new FileSessions(file);
  await store.load(KEY);
  const states: Snapshot[] = [{ sessions: [], identifies: [] }];
  const pending: Promise<void>[] = [];
  let settled = 0;
  for (const [index, { step: one, wait }] of steps.entries()) {
    states.push(after(states[index] ?? assert.fail(), one));
    const settles = (): number => (settled = Math.max(settled, index + 1));
    pending.push(act(store, one).then(() => void settles()));
    if ("ms" in wait) await sleep(wait.ms);
    else for (let turn = 0; turn < wait.turns; turn++) await setImmediate();
  }
  const atLeast = settled;
  const copied = await crash(file, `${file}-crash`, cut);
  const now = copied ? await found(`${file}-crash`) : states[0];
  const possible = states.slice(atLeast).map((state) => JSON.stringify(state));
  assert.ok(possible.includes(JSON.stringify(now)), `${JSON.stringify(now)}: ${possible.join()}`);
  await Promise.all(pending);
  await store.close();
  assert.deepEqual(await found(file), states.at(-1));
}

test("a process that dies at any moment leaves all that had settled, and nothing torn", async () => {
  await using folder = await Folder.make();
  let run = 0;
  const steps = fc.array(timed, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (given, cut) => {
      await dies(folder.file(`${++run}`), given, cut);
    }),
    { numRuns: runs(60) },
  );
});
