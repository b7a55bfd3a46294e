import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { it } from "node:test";
import type { GatewayError } from "../../src/index.js";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";
import { rig } from "../support/rig.js";

/** Why no small disk can be had here, or null. */
function whyNot(): string | false {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux";
  if (!existsSync("/bin/mount") && !existsSync("/usr/bin/mount")) return "needs mount";
  try {
    execFileSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", "/mnt"], { stdio: "ignore" });
    return false;
  } catch {
    return "may not mount a tmpfs here";
  }
}

/** A folder on a disk of 64 KiB. */
async function smallDisk(): Promise<Folder> {
  const folder = await Folder.make();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder.path]);
  return folder;
}

/** Fills a disk to its last byte. */
async function fill(file: string): Promise<void> {
  await assert.rejects(writeFile(file, Buffer.alloc(1 << 20)), { code: "ENOSPC" });
}

/** The seqs that a next process would find. */
async function stored(file: string): Promise<ReadonlyMap<string, number>> {
  const [, body = ""] = (await readFile(file, "utf8")).split("\n");
  const { sessions } = JSON.parse(body);
  return new Map(sessions.map(({ id, seq }: { id: string; seq: number }) => [id, seq]));
}

it("a full disk is told once, stops no event, and heals", { skip: whyNot() }, async () => {
  const disk = await smallDisk();
  try {
    const token = "a.token.for-this-bot";
    await knownStart(disk.file(), token);
    const simulated = { shards: 2, token, heartbeatInterval: 300 };
    await using here = await rig(simulated, { sessions: disk.file() });
    const { gateway, simulator } = here;
    await gateway.start();
    await simulator.waitFor("heartbeat");
    const warned = once(gateway, "warning");
    await fill(disk.file("filler"));
    const before = await stored(disk.file());
    for (let count = 0; count < 50; count++) simulator.emit(0, "PING", { count });
    const [warning]: GatewayError[] = await warned;
    assert.equal(warning?.code, "STORE_FAILED");
    assert.ok(warning.message.includes(disk.file()) && warning.message.includes("ENOSPC"));
    await here.complete();
    for (let beats = 0; beats < 6; beats++) await simulator.waitFor("heartbeat");
    for (const { id, heartbeatSeq } of simulator.sessions) {
      assert.ok((heartbeatSeq ?? 0) <= (before.get(id) ?? 0), "nothing unstored is acknowledged");
    }
    assert.deepEqual(await stored(disk.file()), before, "the old file is whole");
    await rm(disk.file("filler"));
    const want = new Map(simulator.sessions.map(({ id, seq }) => [id, seq]));
    await simulator.waitFor(
      () => simulator.sessions.every(({ id, heartbeatSeq }) => heartbeatSeq === want.get(id)),
      40_000,
    );
    assert.deepEqual(await stored(disk.file()), want);
    assert.deepEqual(here.warnings, [warning], "one warning");
    await gateway.close();
  } finally {
    execFileSync("umount", [disk.path]);
    await disk[Symbol.asyncDispose]();
  }
});
