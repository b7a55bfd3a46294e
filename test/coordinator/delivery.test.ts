import assert from "node:assert/strict";
import { it } from "node:test";
import type { BatchSink, TakenBatch } from "../../src/coordinator/batch-sink.js";
import type { Dispatch } from "../../src/index.js";
import { events, Line } from "../support/line.js";

it("without anyone who listens a batch is done with when it is taken", () => {
  const line = new Line();
  line.take(...events(1, 2, 3));
  assert.deepEqual(line.handed, [3]);
  assert.equal(line.finished.length, 1);
});

it("listeners get dispatches in order, by name with their data and whole", () => {
  const line = new Line();
  const got: unknown[] = [];
  line.emitter.on("PING", (data, dispatch) => got.push([data, dispatch.seq]));
  line.emitter.on("dispatch", ({ seq, session, shard }) => got.push([shard, session, seq]));
  line.take(...events(1, 2));
  assert.deepEqual(got, [
    [{ seq: 1 }, 1],
    [0, "session-1", 1],
    [{ seq: 2 }, 2],
    [0, "session-1", 2],
  ]);
  assert.equal(line.finished.length, 1);
});

it("listeners alone hold nothing up, whatever promise they return", () => {
  const line = new Line();
  // oxlint-disable-next-line typescript/no-misused-promises -- that is what is tested
  line.emitter.on("dispatch", () => new Promise(() => undefined));
  line.take(...events(1));
  assert.deepEqual(line.handed, [1]);
  assert.equal(line.finished.length, 1);
});

it("what is for the coordinator's own gathering reaches nobody, and moves the mark", () => {
  const line = new Line();
  const got: number[] = [];
  line.emitter.on("dispatch", ({ seq }) => got.push(seq));
  line.take({ seq: 1, name: "PING" }, { seq: 2, name: "GUILD_MEMBERS_CHUNK", internal: true });
  assert.deepEqual(got, [1]);
  assert.deepEqual(line.handed, [2]);
});

it("events that are filtered away move the mark, but never past one that waits", async () => {
  const line = new Line();
  const iterator = line.delivery.iterate();
  line.take({ seq: 1 }, { seq: 2 });
  assert.deepEqual(line.handed, [2]);
  line.take(...events(3), { seq: 9 });
  line.take({ seq: 12 });
  assert.equal((await iterator.next()).value?.seq, 3);
  assert.deepEqual(line.handed, [2]);
  void iterator.next();
  assert.deepEqual(line.handed, [2, 3, 9, 12]);
});

it("an event is handed over when its iterator asks for the next one", async () => {
  const line = new Line();
  const iterator = line.delivery.iterate();
  line.take(...events(1, 2));
  line.take(...events(3));
  const seqs: (number | undefined)[] = [];
  const after: number[][] = [];
  for (let turn = 0; turn < 3; turn++) {
    seqs.push((await iterator.next()).value?.seq);
    after.push([...line.handed]);
  }
  assert.deepEqual(seqs, [1, 2, 3]);
  assert.deepEqual(after, [[], [1], [1, 2]]);
  assert.equal(line.finished.length, 1);
  void iterator.next();
  assert.deepEqual(line.handed, [1, 2, 3]);
  assert.equal(line.finished.length, 2);
});

it("of iterators of different speed the slowest counts", async () => {
  const line = new Line();
  const [fast, slow] = [line.delivery.iterate(), line.delivery.iterate()];
  line.take(...events(1, 2, 3));
  for (let turn = 0; turn < 4; turn++) void fast.next();
  assert.deepEqual(line.handed, []);
  await slow.next();
  await slow.next();
  assert.deepEqual(line.handed, [1]);
  await slow.return();
  assert.deepEqual(line.handed, [1, 2, 3]);
  assert.equal(line.finished.length, 1);
});

it("leaving a loop frees the event in hand and all that waits", async () => {
  const line = new Line();
  const iterator = line.delivery.iterate();
  line.take(...events(1, 2, 3));
  for await (const dispatch of iterator) if (dispatch.seq === 2) break;
  assert.deepEqual(line.handed, [1, 2, 3]);
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
});

it("disposing of an iterator frees as well", async () => {
  const line = new Line();
  {
    await using iterator = line.delivery.iterate();
    line.take(...events(1));
    await iterator.next();
    assert.deepEqual(line.handed, []);
  }
  assert.deepEqual(line.handed, [1]);
});

it("several calls of next are answered in order, and only the last one holds its event", async () => {
  const line = new Line();
  const iterator = line.delivery.iterate();
  const asked = [iterator.next(), iterator.next()];
  line.take(...events(1, 2, 3));
  const got = await Promise.all(asked);
  assert.deepEqual(
    got.map(({ value }) => value?.seq),
    [1, 2],
  );
  assert.deepEqual(line.handed, [1]);
});

it("an iterator that is opened late gets only what comes then", async () => {
  const line = new Line();
  const early = line.delivery.iterate();
  line.take(...events(1));
  const late = line.delivery.iterate();
  line.take(...events(2));
  assert.equal((await late.next()).value?.seq, 2);
  assert.equal((await early.next()).value?.seq, 1);
});

it("an iterator that a listener opens begins behind the listener's dispatch", async () => {
  for (const others of [0, 1]) {
    const line = new Line();
    for (let count = 0; count < others; count++) line.delivery.iterate();
    const asked: Promise<IteratorResult<Dispatch, undefined>>[] = [];
    line.emitter.once("dispatch", () => asked.push(line.delivery.iterate().next()));
    line.take(...events(1, 2));
    assert.equal((await asked[0])?.value?.seq, 2, `beside ${others} others`);
  }
});

it("an iterator that a listener closes lets go of the dispatch that it was to get", () => {
  const line = new Line();
  const iterator = line.delivery.iterate();
  line.emitter.once("dispatch", () => void iterator.return());
  line.take(...events(1, 2));
  assert.deepEqual(line.handed, [2]);
  assert.equal(line.finished.length, 1);
});

it("closing ends iterators, and what they did not deal with is not handed over", async () => {
  const line = new Line();
  const [busy, idle] = [line.delivery.iterate(), line.delivery.iterate()];
  const waiting = idle.next();
  line.take(...events(1, 2, 3));
  await waiting;
  await busy.next();
  await busy.next();
  const never = idle.next();
  await never;
  assert.deepEqual(line.handed, [1]);
  const last = [idle.next(), idle.next()];
  line.delivery.close();
  assert.equal((await last[1])?.done, true);
  assert.equal((await busy.next()).done, true);
  assert.equal((await line.delivery.iterate().next()).done, true);
  assert.deepEqual(line.handed, [1]);
  assert.deepEqual(line.finished, []);
});

it("once closed nothing is given to anybody, and nothing counts as handed over", () => {
  const line = new Line();
  const got: number[] = [];
  line.emitter.on("dispatch", ({ seq }) => got.push(seq));
  line.delivery.close();
  line.take(...events(1));
  assert.deepEqual(got, []);
  assert.deepEqual(line.handed, []);
});

it("a sink takes whole batches, in place of listeners, and says when it is done", () => {
  const taken: TakenBatch[] = [];
  const done: (() => void)[] = [];
  const sink: BatchSink = {
    broken: false,
    take: (batch, finished) => {
      taken.push(batch);
      done.push(finished);
    },
  };
  const line = new Line("json", sink);
  line.emitter.on("dispatch", () => assert.fail("listeners get nothing beside a sink"));
  line.take(...events(1, 2));
  line.take(...events(3));
  assert.deepEqual(
    taken.map(({ count }) => count),
    [2, 1],
  );
  assert.equal(taken[0]?.session(0), "session-1");
  assert.deepEqual(line.handed, []);
  done[0]?.();
  assert.deepEqual(line.handed, [2]);
  done[1]?.();
  assert.deepEqual(line.handed, [2, 3]);
});

it("idle settles when all that was taken is done with", async () => {
  const line = new Line();
  await line.delivery.idle();
  const iterator = line.delivery.iterate();
  line.take(...events(1));
  line.take(...events(2));
  let idle = false;
  const settled = line.delivery.idle().then(() => (idle = true));
  await iterator.next();
  await iterator.next();
  assert.equal(idle, false);
  await iterator.return();
  await settled;
});

it("a session that changes while batches wait keeps its own position", async () => {
  const line = new Line();
  const iterator = line.delivery.iterate();
  line.take(...events(1, 2));
  const old = line.position;
  line.identify();
  line.take(...events(1));
  const got: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const { value } = await iterator.next();
    got.push(`${value?.session} ${value?.seq}`);
  }
  assert.deepEqual(got, ["session-1 1", "session-1 2", "session-2 1"]);
  assert.equal(old.handed, 2);
  assert.equal(line.position.handed, 0);
  void iterator.next();
  assert.equal(line.position.handed, 1);
});
