// What every session store must do, as tests for whoever writes one. They know the interface only.

import assert from "node:assert/strict";
import test, { type TestContext } from "node:test";
import type { SessionStore, StoredSession, StoreKey } from "../coordinator/session-store.js";

/** Where sessions are stored, for one test. */
export interface StoreHarness {
  /** Opens the store, as each start of a process does; what was stored before is there. */
  readonly open: () => Promise<SessionStore>;
}

/** Makes a harness with nothing stored; what must be taken down again goes to `t.after`. */
export type StoreFactory = (t: TestContext) => Promise<StoreHarness>;

const KEY: StoreKey = { bot: "a".repeat(64), total: 4, intents: 513 };

function session(shard: number, change: Partial<StoredSession> = {}): StoredSession {
  const url = "wss://gateway-us-east1-b.discord.gg";
  return { shard, total: 4, id: `session-${shard}`, url, seq: 1, ...change };
}

/** What a process that starts now finds, in the order of shards. */
async function found({ open }: StoreHarness, key = KEY): Promise<readonly StoredSession[]> {
  const store = await open();
  const sessions = await store.load(key);
  return sessions.toSorted((a, b) => a.shard - b.shard);
}

/** A store that was opened and loaded, as by a coordinator that starts. */
async function loaded({ open }: StoreHarness): Promise<SessionStore> {
  const store = await open();
  await store.load(KEY);
  return store;
}

const CASES: Readonly<Record<string, (harness: StoreHarness) => Promise<void>>> = {
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

/** Registers the tests with node:test, each under this name. */
export function testSessionStore(name: string, factory: StoreFactory): void {
  for (const [sentence, run] of Object.entries(CASES)) {
    test(`${name}: ${sentence}`, async (t) => {
      await run(await factory(t));
    });
  }
}
