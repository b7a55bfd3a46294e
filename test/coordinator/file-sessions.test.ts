import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { FileSessions, GatewayError, type StoredSession, type StoreKey } from "../../src/index.js";
import { Folder } from "../support/folder.js";

const KEY: StoreKey = { bot: "a".repeat(64), total: 4, intents: 513 };

function session(shard: number, seq = 1): StoredSession {
  return { shard, seq, total: 4, id: `session-${shard}`, url: "wss://gateway.discord.gg" };
}

/** A file with the session of shard 0, and one identify. */
async function written(file: string): Promise<void> {
  const store = new FileSessions(file);
  await store.load(KEY);
  await store.put(session(0));
  await store.identify({ shard: 0, at: Date.now(), until: Date.now() + 1e6 });
  await store.flush();
  await store.close();
}

/** Files that were set aside. */
async function rejected(folder: Folder): Promise<readonly string[]> {
  return (await readdir(folder.path)).filter((name) => name.includes(".rejected-"));
}

test("only the owner may read the file, and the token is not in it", async () => {
  await using folder = await Folder.make();
  await written(folder.file());
  assert.equal((await stat(folder.file())).mode & 0o777, 0o600);
  const text = await readFile(folder.file(), "utf8");
  assert.match(text, /session-0/);
  assert.deepEqual(await readdir(folder.path), ["sessions"], "nothing is left over");
});

const USELESS: readonly (readonly [what: string, change: (text: string) => string | Buffer])[] = [
  ["is empty", () => ""],
  ["is garbage", () => Buffer.from([0, 255, 10, 13, 128, 7])],
  ["is another program's JSON", () => '{"sessions":[]}\n'],
  ["is cut short", (text) => text.slice(0, -20)],
  ["has lost its last byte", (text) => text.slice(0, -1)],
  ["has one more byte", (text) => `${text}\n`],
  ["was edited", (text) => text.replace('"seq":1', '"seq":9')],
  ["is of a later version", (text) => text.replace('sessions":1', 'sessions":2')],
];

for (const [what, change] of USELESS) {
  test(`a file that ${what} is set aside with a sentence that names it, and replaced`, async () => {
    await using folder = await Folder.make();
    const file = folder.file();
    await written(file);
    const bytes = Buffer.from(change(await readFile(file, "utf8")));
    await writeFile(file, bytes);
    const store = new FileSessions(file);
    const before = Date.now();
    const found = await store.load(KEY);
    assert.deepEqual([found.sessions, found.identifies], [[], []]);
    assert.ok(found.since >= before - 1, "no identify before is known");
    const [aside = ""] = await rejected(folder);
    assert.ok(
      found.rejected?.includes(file) && found.rejected.includes(aside),
      `${found.rejected}`,
    );
    assert.deepEqual(await readFile(folder.file(aside)), bytes);
    await store.put(session(1));
    await store.close();
    const again = await new FileSessions(file).load(KEY);
    assert.deepEqual([again.sessions, again.rejected], [[session(1)], null]);
  });
}

test("sessions of another total are set aside, what was identified is not", async () => {
  await using folder = await Folder.make();
  await written(folder.file());
  const store = new FileSessions(folder.file());
  const found = await store.load({ ...KEY, total: 8 });
  assert.deepEqual(found.sessions, []);
  assert.equal(found.identifies.length, 1);
  assert.match(found.rejected ?? "", /total of 4 shards, and not of 8/);
  await store.close();
  const next = new FileSessions(folder.file());
  const later = await next.load({ ...KEY, total: 8 });
  assert.deepEqual([later.identifies.length, later.rejected], [1, null]);
  await next.close();
  assert.equal((await rejected(folder)).length, 1);
});

test("a file of another token is set aside, with all that it knew", async () => {
  await using folder = await Folder.make();
  await written(folder.file());
  const store = new FileSessions(folder.file());
  const found = await store.load({ ...KEY, bot: "b".repeat(64) });
  assert.deepEqual([found.sessions, found.identifies], [[], []]);
  assert.match(found.rejected ?? "", /belongs to another token/);
  await store.close();
});

test("a file without sessions is no mismatch", async () => {
  await using folder = await Folder.make();
  const store = new FileSessions(folder.file());
  await store.load(KEY);
  await store.flush();
  const other = await store.load({ ...KEY, total: 8, intents: 1 });
  assert.equal(other.rejected, null);
  await store.close();
});

test("a second store on one file is refused, by another name of it as well", async () => {
  await using folder = await Folder.make();
  const store = new FileSessions(folder.file());
  await store.load(KEY);
  await store.flush();
  await symlink(folder.file(), folder.file("link"));
  for (const name of ["sessions", "link"]) {
    const second = new FileSessions(folder.file(name));
    await assert.rejects(second.load(KEY), (error) => {
      assert.ok(error instanceof GatewayError && error.message.includes(folder.file()));
      return error.code === "STORE_LOCKED";
    });
    await second.close();
  }
  await store.close();
});

test("what a symlink names is written, and the link stays", async () => {
  await using folder = await Folder.make();
  await written(folder.file());
  await symlink(folder.file(), folder.file("link"));
  const store = new FileSessions(folder.file("link"));
  assert.equal((await store.load(KEY)).sessions.length, 1);
  await store.put(session(1));
  await store.close();
  const after = new FileSessions(folder.file());
  assert.equal((await after.load(KEY)).sessions.length, 2);
  await after.close();
});

test("what is no regular file is refused and left alone", async () => {
  await using folder = await Folder.make();
  await mkdir(folder.file("folder"));
  for (const path of [folder.file("folder"), "/dev/null"]) {
    const store = new FileSessions(path);
    await assert.rejects(store.load(KEY), RangeError);
    await store.close();
  }
  assert.throws(() => new FileSessions(""), TypeError);
});

test("a folder that is missing rejects each write with the file's name, and heals", async () => {
  await using folder = await Folder.make();
  const file = folder.file("later/sessions");
  const store = new FileSessions(file);
  await store.load(KEY);
  await assert.rejects(store.put(session(0)), (error: Error) => error.message.includes(file));
  await assert.rejects(store.flush());
  await mkdir(folder.file("later"));
  await store.put(session(1));
  await store.close();
  const next = new FileSessions(file);
  assert.equal((await next.load(KEY)).sessions.length, 2, "what it missed came with the next");
  await next.close();
});
