// What every session store must do, as tests for whoever writes one. They know the interface only.

import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type {
  PastIdentify,
  SessionStore,
  Stored,
  StoredSession,
  StoreKey,
} from "../coordinator/session-store.js";

/** Where sessions are stored, for one test. */
export interface StoreHarness {
  /**
   * Opens the store, as each start of a process does; what was stored before is there. The
   * process before has died without a word.
   */
  readonly open: () => Promise<SessionStore>;
}

/** Makes a harness with nothing stored; what must be taken down again goes to `t.after`. */
export type StoreFactory = (t: TestContext) => Promise<StoreHarness>;

const KEY: StoreKey = { bot: "a".repeat(64), total: 4, intents: 513 };

const DAY_MS = 86_400_000;
/** What a time that is stored may be off by, in ms. */
const SLACK_MS = 1_000;

function session(shard: number, change: Partial<StoredSession> = {}): StoredSession {
  const url = "wss://gateway-us-east1-b.discord.gg";
  return { shard, total: 4, id: `session-${shard}`, url, seq: 1, ...change };
}

/** What a process that starts now is given. */
async function start({ open }: StoreHarness, key = KEY): Promise<Stored> {
  const store = await open();
  return await store.load(key);
}

/** The sessions that it finds, in the order of shards. */
async function found(harness: StoreHarness, key = KEY): Promise<readonly StoredSession[]> {
  const { sessions } = await start(harness, key);
  return sessions.toSorted((a, b) => a.shard - b.shard);
}

/** The shards of the identifies that it finds, in order. */
async function identified(harness: StoreHarness, key = KEY): Promise<readonly number[]> {
  const { identifies } = await start(harness, key);
  return identifies.map(({ shard }) => shard).toSorted((a, b) => a - b);
}

function identify(shard: number, at = Date.now(), until = at + DAY_MS): PastIdentify {
  return { shard, at, until };
}

/** A store that was opened and loaded, as by a coordinator that starts. */
async function loaded({ open }: StoreHarness): Promise<SessionStore> {
  const store = await open();
  await store.load(KEY);
  return store;
}

type Cases = Readonly<Record<string, (harness: StoreHarness) => Promise<void>>>;

const SESSIONS: Cases = {
  "a new store holds nothing": async (harness) => {
    assert.deepEqual(await found(harness), []);
  },
  "a session that was put is found": async (harness) => {
    const store = await loaded(harness);
    await store.put(session(2));
    await store.put(session(0, { seq: 41, id: 'é"\n', url: "ws://127.0.0.1:1" }));
    assert.deepEqual(await found(harness), [
      session(0, { seq: 41, id: 'é"\n', url: "ws://127.0.0.1:1" }),
      session(2),
    ]);
  },
  "a shard's new session takes the place of its last one": async (harness) => {
    const store = await loaded(harness);
    await store.put(session(1, { seq: 900 }));
    await store.put(session(1, { id: "second", seq: 1 }));
    assert.deepEqual(await found(harness), [session(1, { id: "second", seq: 1 })]);
  },
  "an ended session is not found, others are": async (harness) => {
    const store = await loaded(harness);
    await store.put(session(0));
    await store.put(session(1));
    await store.end(0);
    assert.deepEqual(await found(harness), [session(1)]);
  },
  "the end of a shard that has no session changes nothing": async (harness) => {
    const store = await loaded(harness);
    await store.put(session(1));
    await store.end(3);
    assert.deepEqual(await found(harness), [session(1)]);
  },
  "seqs that have settled are found": async (harness) => {
    const store = await loaded(harness);
    await store.put(session(0));
    await store.put(session(1));
    await store.seqs([[0, 2_147_483_648]]);
    assert.deepEqual(await found(harness), [session(0, { seq: 2_147_483_648 }), session(1)]);
  },
  "the seq of a shard without a session makes none": async (harness) => {
    const store = await loaded(harness);
    await store.put(session(0));
    await store.end(0);
    await store.seqs([
      [0, 7],
      [3, 9],
    ]);
    assert.deepEqual(await found(harness), []);
  },
  "writes that nobody waited for are stored when flush settles, in their order": async (
    harness,
  ) => {
    const store = await loaded(harness);
    const writes = [
      store.put(session(0)),
      store.seqs([[0, 5]]),
      store.put(session(1)),
      store.end(1),
      store.seqs([[0, 6]]),
    ];
    await store.flush();
    assert.deepEqual(await found(harness), [session(0, { seq: 6 })]);
    await Promise.all(writes);
  },
  "sessions of another bot, total or intents are not found": async (harness) => {
    for (const other of [{ bot: "b".repeat(64) }, { total: 8 }, { intents: 512 }]) {
      const store = await loaded(harness);
      await store.put(session(0));
      assert.deepEqual(await found(harness, { ...KEY, ...other }), []);
    }
  },
  "what a session looks like later does not change what is stored": async (harness) => {
    const store = await loaded(harness);
    const mutable = { ...session(0) };
    await store.put(mutable);
    mutable.seq = 99;
    assert.deepEqual(await found(harness), [session(0)]);
  },
};

const IDENTIFIES: Cases = {
  "an identify that has settled is found, with its times": async (harness) => {
    const store = await loaded(harness);
    const given = identify(3);
    await store.identify(given);
    const { identifies, since } = await start(harness);
    const [one] = identifies;
    assert.ok(one !== undefined && identifies.length === 1);
    assert.equal(one.shard, 3);
    assert.ok(Math.abs(one.at - given.at) < SLACK_MS, `${one.at - given.at} ms off`);
    assert.ok(Math.abs(one.until - given.until) < SLACK_MS, `${one.until - given.until} ms off`);
    assert.ok(since <= Date.now());
  },
  "each identify counts, those of one shard as well": async (harness) => {
    const store = await loaded(harness);
    await Promise.all([0, 0, 1].map((shard) => store.identify(identify(shard))));
    assert.deepEqual(await identified(harness), [0, 0, 1]);
  },
  "an identify that was not sent after all is not found": async (harness) => {
    const store = await loaded(harness);
    await store.identify(identify(0));
    await store.identify(identify(0));
    await store.identify(identify(1));
    await store.unused(0);
    await store.unused(5);
    assert.deepEqual(await identified(harness), [0, 1]);
  },
  "identifies outlive the end of their sessions, another total and other intents": async (
    harness,
  ) => {
    const store = await loaded(harness);
    await store.put(session(0));
    await store.identify(identify(0));
    await store.end(0);
    assert.deepEqual(await identified(harness, { ...KEY, total: 8 }), [0]);
    assert.deepEqual(await identified(harness, { ...KEY, intents: 1 }), [0]);
  },
  "identifies of another bot are not found": async (harness) => {
    const store = await loaded(harness);
    await store.identify(identify(0));
    assert.deepEqual(await identified(harness, { ...KEY, bot: "b".repeat(64) }), []);
  },
  "an identify that is to be sent shortly counts as sent by now in the next process": async (
    harness,
  ) => {
    const store = await loaded(harness);
    await store.identify(identify(0, Date.now() + 60_000));
    const { identifies } = await start(harness);
    assert.ok((identifies[0]?.at ?? Infinity) <= Date.now());
  },
  "identifies that nobody waited for are stored when flush settles": async (harness) => {
    const store = await loaded(harness);
    const writes = [0, 1, 2].map((shard) => store.identify(identify(shard)));
    writes.push(store.unused(1));
    await store.flush();
    assert.deepEqual(await identified(harness), [0, 2]);
    await Promise.all(writes);
  },
};

const KEYS: Cases = {
  "without a total, the sessions of the stored one are found": async (harness) => {
    const store = await loaded(harness);
    await store.put(session(0));
    assert.deepEqual(await found(harness, { ...KEY, total: null }), [session(0)]);
  },
  "without a total, sessions of another bot or intents are not found": async (harness) => {
    for (const other of [{ bot: "b".repeat(64) }, { intents: 512 }]) {
      const store = await loaded(harness);
      await store.put(session(0));
      assert.deepEqual(await found(harness, { ...KEY, ...other, total: null }), []);
    }
  },
  "a session that was put under no total is found under its own": async (harness) => {
    const store = await harness.open();
    await store.load({ ...KEY, total: null });
    await store.put(session(0));
    assert.deepEqual(await found(harness), [session(0)]);
  },
  "a second load is for the total that was chosen meanwhile": async (harness) => {
    const before = await loaded(harness);
    await before.put(session(0));
    const store = await harness.open();
    const first = await store.load({ ...KEY, total: null });
    assert.equal(first.sessions.length, 1);
    const second = await store.load({ ...KEY, total: 16 });
    assert.deepEqual(second.sessions, []);
    await store.put(session(9, { total: 16 }));
    const later = await found(harness, { ...KEY, total: 16 });
    assert.deepEqual(later, [session(9, { total: 16 })]);
  },
  "a store that was closed can be opened again": async (harness) => {
    const store = await loaded(harness);
    await store.put(session(1));
    await store.flush();
    await store.close();
    assert.deepEqual((await store.load(KEY)).sessions, [session(1)]);
  },
};

const CASES: Cases = { ...SESSIONS, ...IDENTIFIES, ...KEYS };

/** Registers the tests with node:test, each under this name. */
export function testSessionStore(name: string, factory: StoreFactory): void {
  for (const [sentence, run] of Object.entries(CASES)) {
    test(`${name}: ${sentence}`, async (t) => {
      await run(await factory(t));
    });
  }
}
