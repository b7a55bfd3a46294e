import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { SessionPeek } from "../../src/coordinator/session-peek.js";
import { FileSessions } from "../../src/index.js";
import { Folder } from "../support/folder.js";

const KEY = { bot: "bot", total: 2, intents: 1 };
const SESSION = { shard: 1, total: 2, id: "s1", seq: 7, url: "ws://127.0.0.1:1" };

/** A file of this key with one session, and one identify, that its owner still holds. */
async function inUse(folder: Folder): Promise<FileSessions> {
  const store = new FileSessions(folder.file());
  await store.load(KEY);
  await store.put(SESSION);
  await store.identify({ shard: 0, at: Date.now(), until: Date.now() + 86_400_000 });
  await store.flush();
  return store;
}

test("a peek is refused while the file has an owner, finds all, and changes nothing", async () => {
  await using folder = await Folder.make();
  const store = await inUse(folder);
  const before = [await readFile(folder.file(), "utf8"), await readdir(folder.path)];
  const load = new SessionPeek(folder.file()).load(KEY);
  await assert.rejects(load, { code: "STORE_LOCKED" });
  assert.deepEqual([await readFile(folder.file(), "utf8"), await readdir(folder.path)], before);
  await store.put({ ...SESSION, seq: 8 });
  await store.close();
  const { sessions, identifies, rejected } = await new SessionPeek(folder.file()).load(KEY);
  assert.deepEqual(sessions, [{ ...SESSION, seq: 8 }]);
  assert.deepEqual([identifies.length, identifies[0]?.shard, rejected], [1, 0, null]);
});

test("what a start would not use is told, and stays", async () => {
  await using folder = await Folder.make();
  const store = await inUse(folder);
  await store.close();
  const load = (key: Partial<typeof KEY>) =>
    new SessionPeek(folder.file()).load({ ...KEY, ...key });
  const foreign = await load({ bot: "another" });
  assert.match(foreign.rejected ?? "", /belongs to another token: a start would set it aside/);
  assert.deepEqual([foreign.sessions, foreign.identifies], [[], []]);
  assert.match((await load({ intents: 2 })).rejected ?? "", /belongs to other intents/);
  await writeFile(folder.file(), "torn");
  assert.match((await load({})).rejected ?? "", /is not a session file/);
  assert.deepEqual(
    (await readdir(folder.path)).filter((name) => name !== "sessions"),
    [],
  );
});

test("a second look with another total is told what of the first is of no use", async () => {
  await using folder = await Folder.make();
  const store = await inUse(folder);
  await store.close();
  const peek = new SessionPeek(folder.file());
  const first = await peek.load({ bot: "bot", total: null, intents: 1 });
  assert.deepEqual(first.sessions, [SESSION]);
  const second = await peek.load({ ...KEY, total: 16 });
  assert.match(second.rejected ?? "", /a total of 2 shards, and not of 16/);
  assert.deepEqual([second.sessions, second.identifies.length], [[], 1]);
});

test("no file is an empty store, and a folder is none", async () => {
  await using folder = await Folder.make();
  const { sessions, rejected, since } = await new SessionPeek(folder.file()).load(KEY);
  assert.deepEqual([sessions, rejected], [[], null]);
  assert.ok(Math.abs(since - Date.now()) < 60_000);
  await assert.rejects(new SessionPeek(folder.path).load(KEY), RangeError);
});
