import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { FileLock } from "../../src/coordinator/file-lock.js";
import { Folder } from "../support/folder.js";

const HOLDER = fileURLToPath(new URL("../support/lock-holder.js", import.meta.url));

const LINUX = { skip: process.platform !== "linux" };

/** A process that asks for the lock and holds on to it; gives what it got. */
async function holder(file: string): Promise<{ child: ChildProcess; got: boolean }> {
  const child = fork(HOLDER, [file]);
  const [got] = await once(child, "message");
  return { child, got };
}

test("a file that nobody holds is locked, and free again after the release", async () => {
  await using folder = await Folder.make();
  const first = await FileLock.take(folder.file());
  assert.ok(first !== null);
  assert.equal(await FileLock.take(folder.file()), null);
  await first.release();
  const second = await FileLock.take(folder.file());
  assert.ok(second !== null);
  await second.release();
  assert.ok(!existsSync(folder.file("sessions.lock")));
});

test("files beside each other have locks of their own", async () => {
  await using folder = await Folder.make();
  const locks = await Promise.all(["a", "b"].map((name) => FileLock.take(folder.file(name))));
  assert.ok(locks.every((lock) => lock !== null));
  for (const lock of locks) await lock?.release();
});

test("another process is refused, and gets the lock 100 ms after the holder was killed", async () => {
  await using folder = await Folder.make();
  for (let round = 0; round < 5; round++) {
    const first = await holder(folder.file());
    assert.ok(first.got, `round ${round}`);
    if (round === 0) assert.equal(await FileLock.take(folder.file()), null);
    first.child.kill("SIGKILL");
    await sleep(100);
  }
  assert.ok(existsSync(folder.file("sessions.lock")), "a kill leaves the name");
  const last = await FileLock.take(folder.file());
  assert.ok(last !== null);
  await last.release();
});

test("a holder that is stopped, and answers nothing, still holds it", async () => {
  await using folder = await Folder.make();
  const { child, got } = await holder(folder.file());
  assert.ok(got);
  child.kill("SIGSTOP");
  assert.equal(await FileLock.take(folder.file()), null);
  child.kill("SIGKILL");
});

test("where the abstract name is another namespace's, the path alone decides", async () => {
  await using folder = await Folder.make();
  // As seen from another container: the same folder, and no abstract socket.
  const there = createServer().listen(folder.file("sessions.lock"));
  await once(there, "listening");
  assert.equal(await FileLock.take(folder.file()), null);
  there.close();
  await once(there, "close");
  const lock = await FileLock.take(folder.file());
  assert.ok(lock !== null);
  await lock.release();
});

test("of many that start at once on a name left over, one gets it", async () => {
  await using folder = await Folder.make();
  const dead = await holder(folder.file());
  dead.child.kill("SIGKILL");
  await once(dead.child, "exit");
  const started = await Promise.all([1, 2, 3, 4].map(() => holder(folder.file())));
  assert.equal(started.filter(({ got }) => got).length, 1);
  for (const { child } of started) child.kill("SIGKILL");
});

test("a file of the user's that has the lock's name stays as it is", LINUX, async () => {
  await using folder = await Folder.make();
  writeFileSync(folder.file("sessions.lock"), "mine");
  const lock = await FileLock.take(folder.file());
  assert.ok(lock !== null, "the abstract name is free");
  await lock.release();
  assert.ok(statSync(folder.file("sessions.lock")).isFile());
});

test("a path too long for a socket has its lock elsewhere", async () => {
  await using folder = await Folder.make();
  const file = folder.file("x".repeat(120));
  const lock = await FileLock.take(file);
  assert.ok(lock !== null);
  assert.equal(await FileLock.take(file), null);
  await lock.release();
});

test("a folder that is not there still locks", LINUX, async () => {
  const lock = await FileLock.take("/nowhere/at/all/sessions");
  assert.ok(lock !== null);
  assert.equal(await FileLock.take("/nowhere/at/all/sessions"), null);
  await lock.release();
});
