import assert from "node:assert/strict";
import { it } from "node:test";
import { Position } from "../../src/coordinator/position.js";
import { SessionKeeper } from "../../src/coordinator/session-keeper.js";
import type { SessionStore, Stored } from "../../src/index.js";
import { fakeTime } from "../support/fake-time.js";

/** A store whose writes settle when the test says so; `calls` are those not settled yet. */
class SlowStore implements SessionStore {
  readonly seqsEvery: number;
  readonly log: string[] = [];
  readonly calls: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];

  constructor(seqsEvery: number) {
    this.seqsEvery = seqsEvery;
  }

  load = (): Promise<Stored> =>
    Promise.resolve({ sessions: [], identifies: [], since: 0, rejected: null });
  put: SessionStore["put"] = ({ shard, id, seq }) => this.#call(`put ${shard} ${id} ${seq}`);
  end: SessionStore["end"] = (shard) => this.#call(`end ${shard}`);
  seqs: SessionStore["seqs"] = (seqs) => this.#call(`seqs ${seqs.join(" ")}`);
  identify: SessionStore["identify"] = ({ shard }) => this.#call(`identify ${shard}`);
  unused: SessionStore["unused"] = (shard) => this.#call(`unused ${shard}`);
  flush: SessionStore["flush"] = () => this.#call("flush");
  close: SessionStore["close"] = () => Promise.resolve();

  /** Settles the oldest write. */
  async settle(error: Error | null = null): Promise<void> {
    const call = this.calls.shift();
    if (error === null) call?.resolve();
    else call?.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  }

  #call(text: string): Promise<void> {
    this.log.push(text);
    return new Promise((resolve, reject) => {
      this.calls.push({ resolve, reject });
    });
  }
}

interface Scene {
  readonly store: SlowStore;
  readonly keeper: SessionKeeper;
  readonly stored: (number | null)[];
  readonly failures: unknown[];
}

function scene(seqsEvery = 0): Scene {
  const store = new SlowStore(seqsEvery);
  const stored: (number | null)[] = [];
  const failures: unknown[] = [];
  const keeper = new SessionKeeper(store, 4, {
    stored: (position) => stored.push(position.stored),
    failed: (error) => failures.push(error),
    recovered: () => failures.push("recovered"),
  });
  return { store, keeper, stored, failures };
}

function session(id: string, shard = 0): Position {
  return new Position(shard, 1, { id, url: "ws://127.0.0.1:1", seq: 0 }, null);
}

function hand(keeper: SessionKeeper, position: Position, seq: number): void {
  position.handed = seq;
  keeper.moved(position);
}

it("a seq is written when its session is, and acknowledged when it is written", async () => {
  const { store, keeper, stored } = scene();
  const a = session("a");
  keeper.begin(a);
  hand(keeper, a, 5);
  assert.deepEqual(store.log, ["put 0 a 0"]);
  await store.settle();
  assert.deepEqual(store.log, ["put 0 a 0", "seqs 0,5"]);
  assert.deepEqual(stored, []);
  await store.settle();
  assert.deepEqual(stored, [5]);
});

it("seqs that come during a write go together into the next", async () => {
  const { store, keeper, stored } = scene();
  const [a, b] = [session("a", 0), session("b", 1)];
  hand(keeper, a, 1);
  for (const seq of [2, 3, 4]) hand(keeper, a, seq);
  hand(keeper, b, 9);
  await store.settle();
  assert.deepEqual(store.log, ["seqs 0,1", "seqs 0,4 1,9"]);
  await store.settle();
  assert.deepEqual(stored, [1, 4, 9]);
});

it("a session and its end are written at once, also while seqs are slow", () => {
  const { store, keeper } = scene();
  const a = session("a");
  hand(keeper, a, 1);
  keeper.end(0);
  assert.deepEqual(store.log, ["seqs 0,1", "end 0"]);
});

it("of a session that has ended nothing is written any more", async () => {
  const { store, keeper, stored } = scene();
  const [a, b] = [session("a"), session("b")];
  hand(keeper, a, 1);
  hand(keeper, a, 50_000);
  keeper.begin(b);
  await store.settle(); // seqs of a
  await store.settle(); // put of b
  hand(keeper, b, 3);
  await store.settle();
  assert.deepEqual(store.log, ["seqs 0,1", "put 0 b 0", "seqs 0,3"]);
  assert.deepEqual(stored, [1, 3]);
});

it("a write that failed is made again, unless the session is another by then", async (t) => {
  const time = fakeTime(t);
  const { store, keeper, failures } = scene();
  const [a, b] = [session("a"), session("b")];
  const error = new Error("disk full");
  hand(keeper, a, 50_000);
  const failing = store.settle(error);
  await time.pass(1);
  await failing;
  assert.deepEqual(failures, [error]);
  keeper.begin(b);
  const putting = store.settle();
  await time.pass(1);
  await putting;
  hand(keeper, b, 2);
  await time.pass(1_000);
  assert.deepEqual(store.log, ["seqs 0,50000", "put 0 b 0", "seqs 0,2"]);
});

it("a session whose write failed is written again, its seqs only then", async (t) => {
  const time = fakeTime(t);
  const { store, keeper, failures } = scene();
  const a = session("a");
  keeper.begin(a);
  store.calls.shift()?.reject(new Error("no"));
  await time.pass(10);
  hand(keeper, a, 7);
  hand(keeper, a, 8);
  assert.deepEqual(store.log, ["put 0 a 0"]);
  await time.pass(1_000);
  assert.deepEqual(store.log, ["put 0 a 0", "put 0 a 8"]);
  store.calls.shift()?.reject(new Error("no"));
  await time.pass(1_500);
  assert.equal(store.log.length, 2, "each wait is longer");
  await time.pass(1_000);
  assert.deepEqual(store.log.at(-1), "put 0 a 8");
  assert.equal(failures.length, 1, "told once");
  store.calls.shift()?.resolve();
  await time.pass(10);
  assert.equal(failures.at(-1), "recovered");
});

it("an end that failed is written again, but not behind a new session", async (t) => {
  const time = fakeTime(t);
  const { store, keeper } = scene();
  keeper.end(0);
  store.calls.shift()?.reject(new Error("no"));
  await time.pass(10);
  keeper.begin(session("b"));
  await time.pass(1_000);
  assert.deepEqual(store.log, ["end 0", "put 0 b 0"]);
});

it("a flush tries once more what failed, and says whether all is stored", async (t) => {
  const time = fakeTime(t);
  for (const mended of [true, false]) {
    const { store, keeper } = scene();
    keeper.begin(session("a"));
    store.calls.shift()?.reject(new Error("no"));
    await time.pass(10);
    const flushed = keeper.flush();
    assert.deepEqual(store.log, ["put 0 a 0"]);
    await time.pass(1);
    assert.deepEqual(store.log, ["put 0 a 0", "put 0 a 0"]);
    if (mended) store.calls.shift()?.resolve();
    else store.calls.shift()?.reject(new Error("no"));
    await time.pass(1);
    assert.equal(store.log.at(-1), "flush");
    store.calls.shift()?.resolve();
    assert.equal(await flushed, mended ? "stored" : "failed");
  }
});

it("where a store asks for that, seqs go so often at most, as they are then", async (t) => {
  const time = fakeTime(t);
  const { store, keeper } = scene(1_000);
  const a = session("a");
  hand(keeper, a, 1);
  await time.pass(300);
  store.calls.shift()?.resolve();
  hand(keeper, a, 2);
  await time.pass(600);
  hand(keeper, a, 3);
  assert.deepEqual(store.log, ["seqs 0,1"]);
  await time.pass(150);
  assert.deepEqual(store.log, ["seqs 0,1", "seqs 0,3"]);
});

it("a flush does not wait until seqs are due", async (t) => {
  const time = fakeTime(t);
  const { store, keeper } = scene(1_000);
  const a = session("a");
  hand(keeper, a, 1);
  store.calls.shift()?.resolve();
  await time.pass(10);
  hand(keeper, a, 2);
  const flushed = keeper.flush();
  await time.pass(10);
  assert.deepEqual(store.log, ["seqs 0,1", "seqs 0,2"]);
  for (let left = 2; left > 0; left--) {
    store.calls.shift()?.resolve();
    await time.pass(10);
  }
  assert.equal(await flushed, "stored");
});

it("an identify that cannot be written rejects nothing, and is told", async () => {
  const { store, keeper, failures } = scene();
  const written = keeper.identify({ shard: 3, at: 1, until: 2 });
  await store.settle(new Error("disk full"));
  await written;
  keeper.unused(3);
  await store.settle();
  assert.deepEqual(store.log, ["identify 3", "unused 3"]);
  assert.deepEqual(failures, [new Error("disk full"), "recovered"]);
});

it("a store that throws where it should reject is a store that failed", async () => {
  const { store, keeper, failures } = scene();
  const error = new Error("not async");
  store.put = () => {
    throw error;
  };
  keeper.begin(session("a"));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(failures, [error]);
  const flushed = keeper.flush();
  await new Promise((resolve) => setImmediate(resolve));
  await store.settle();
  assert.equal(await flushed, "failed");
});
