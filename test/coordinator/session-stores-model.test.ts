import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GatewayError, type Stored, type StoreKey } from "../../src/index.js";
import { damages } from "../support/damages.js";
import { Folder } from "../support/folder.js";
import { runs } from "../support/runs.js";
import { act, type Step } from "../support/session-model.js";
import { type Found, StoreModel } from "../support/store-model.js";
import { BEGIN, Stores } from "../support/stores.js";

const KEY: StoreKey = { bot: "a".repeat(64), total: 4, intents: 513 };
/** Discord's figure is renewed at multiples of this, in ms. */
const PERIOD_MS = 100_000;
/** Until an identify is sent, in ms. */
const AHEAD_MS = 250;

/** The store under test, and the writes that nobody has waited for. */
interface Real {
  readonly stores: Stores;
  readonly pending: Promise<void>[];
}

type Command = fc.AsyncCommand<StoreModel, Real>;

function command(title: string, run: (model: StoreModel, real: Real) => Promise<void>): Command {
  return { check: () => true, toString: () => title, run };
}

function compare({ sessions, identifies, since, rejected }: Stored, found: Found): void {
  assert.deepEqual(
    sessions.toSorted((a, b) => a.shard - b.shard),
    found.sessions,
  );
  assert.deepEqual(identifies, found.identifies);
  assert.equal(since, found.since);
  assert.equal(rejected !== null, found.rejected, rejected ?? "");
}

/** Waits for a write, or has it under way. */
async function writes(real: Real, write: Promise<void>, isAwaited: boolean): Promise<void> {
  if (isAwaited) await write;
  else real.pending.push(write);
}

async function settle(model: StoreModel, { stores, pending }: Real): Promise<void> {
  await stores.store.flush();
  model.write();
  await Promise.all(pending);
}

type Timeless = Exclude<Step, { kind: "identify" | "unused" }>;

const does = (of: (model: StoreModel) => Timeless, title: string, isAwaited: boolean): Command =>
  command(`${title}${isAwaited ? "" : " later"}`, async (model, real) => {
    const step = of(model);
    const write = act(real.stores.store, step);
    model.take(step);
    await writes(real, write, isAwaited);
  });

const put = (shard: number, id: string, seq: number): ((isAwaited: boolean) => Command) => {
  const of = ({ total }: StoreModel): Timeless => {
    return { kind: "put", session: { shard, id, seq, url: "wss://x", total: total ?? 4 } };
  };
  return (isAwaited) => does(of, `put(${shard}, ${JSON.stringify(id)}, ${seq})`, isAwaited);
};

const identify = (shard: number, isAwaited: boolean): Command =>
  command(`identify(${shard})`, async (model, real) => {
    const until = (Math.floor(model.now / PERIOD_MS) + 1) * PERIOD_MS;
    const one = { shard, at: model.now + AHEAD_MS, until };
    model.identify(one);
    await writes(real, real.stores.store.identify(one), isAwaited);
  });

const unused = (shard: number, isAwaited: boolean): Command =>
  command(`unused(${shard})`, async (model, real) => {
    model.unused(shard);
    await writes(real, real.stores.store.unused(shard), isAwaited);
  });

/** What is stored by now is what was given. */
const flush = command("flush", async (model, real) => {
  await settle(model, real);
  const contents = await real.stores.contents();
  if (contents === null) return;
  assert.deepEqual(
    contents.sessions.toSorted((a, b) => a.shard - b.shard),
    model.sessions,
  );
});

const pass = (ms: number): Command =>
  command(`pass(${ms})`, async (model, real) => {
    await settle(model, real);
    real.stores.pass(ms);
    model.now += ms;
  });

type Change = Partial<StoreKey>;

async function load(model: StoreModel, { stores }: Real, change: Change): Promise<void> {
  const last = { ...KEY, ...model.key };
  const key = { ...last, total: model.total ?? 4, ...change };
  compare(await stores.store.load(key), model.load(key));
}

/** The same process begins again, as with the total that Discord names. */
const reload = (change: Change): Command =>
  command(`reload(${JSON.stringify(change)})`, (model, real) => load(model, real, change));

const restart = (change: Change): Command =>
  command(`restart(${JSON.stringify(change)})`, async (model, real) => {
    await settle(model, real);
    await real.stores.restart();
    model.restart();
    await load(model, real, change);
  });

/** The same process closes it, and begins again. */
const reopen = (change: Change): Command =>
  command(`reopen(${JSON.stringify(change)})`, async (model, real) => {
    await settle(model, real);
    await real.stores.store.close();
    model.reopen();
    await load(model, real, change);
  });

/** The file is changed while no process has it. */
const tear = (change: (bytes: Buffer) => Buffer): Command =>
  command(`tear(${change.name})`, async (model, real) => {
    await settle(model, real);
    const last = model.key ?? KEY;
    const isTorn = await real.stores.damage(change);
    await real.stores.restart();
    if (isTorn) model.lose();
    else model.restart();
    const found = await real.stores.store.load(last);
    const expected = model.load(last);
    if (isTorn) model.write();
    compare(found, { ...expected, rejected: isTorn });
  });

const shard = fc.nat(3);
const isAwaited = fc.boolean();
const changes = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Change>({}, { total: null }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Change>({ total: 4 }, { total: 8 }, { intents: 1 }, KEY),
  },
  { weight: 1, arbitrary: fc.constantFrom<Change>({ bot: "b".repeat(64) }, { ...KEY, total: 8 }) },
);
const seqs = fc.array(fc.tuple(shard, fc.nat()), { maxLength: 5 });

const commands = fc.commands(
  [
    fc
      .tuple(shard, fc.string({ unit: "binary" }), fc.nat(), isAwaited)
      .map(([one, id, seq, waits]) => put(one, id, seq)(waits)),
    fc.tuple(shard, isAwaited).map(([one, waits]) => {
      return does(() => ({ kind: "end", shard: one }), `end(${one})`, waits);
    }),
    fc.tuple(seqs, isAwaited).map(([some, waits]) => {
      return does(() => ({ kind: "seqs", seqs: some }), `seqs(${some.join(" ")})`, waits);
    }),
    fc.tuple(shard, isAwaited).map(([one, waits]) => identify(one, waits)),
    fc.tuple(shard, isAwaited).map(([one, waits]) => unused(one, waits)),
    fc.constant(flush),
    fc.constantFrom(1, 249, 5_000, 5_151, 60_000, 100_000).map(pass),
    changes.map(reload),
    changes.map(reopen),
    changes.map(restart),
    damages.map(tear),
  ],
  { maxCommands: 40, size: "max" },
);

async function live(file: string | null, given: Iterable<Command>): Promise<void> {
  await using stores = new Stores(file);
  const real: Real = { stores, pending: [] };
  const model = new StoreModel(file === null ? "memory" : "file", BEGIN);
  await fc.asyncModelRun(() => ({ model, real }), [reload({}), ...given]);
  await settle(model, real);
}

for (const kind of ["memory", "file"] as const) {
  test(`sessions in ${kind === "file" ? "a file" : "memory"} are those that were put, over any starts`, async () => {
    await using folder = await Folder.make();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(commands, async (some) => {
        await live(kind === "file" ? folder.file(`${++count}`) : null, some);
      }),
      { numRuns: runs(kind === "file" ? 40 : 500) },
    );
  });
}

test("a second process is refused whatever the first one did, and changes nothing", async () => {
  await using folder = await Folder.make();
  let count = 0;
  const attempt = command("second", async (model, { stores }) => {
    const refused = (error: unknown): boolean =>
      error instanceof GatewayError && error.code === "STORE_LOCKED";
    const second = stores.second();
    await assert.rejects(second.load(model.key ?? KEY), refused);
    await second.close();
  });
  await fc.assert(
    fc.asyncProperty(commands, async (some) => {
      await live(folder.file(`${++count}`), [...some, attempt, restart({})]);
    }),
    { numRuns: runs(2) },
  );
});
