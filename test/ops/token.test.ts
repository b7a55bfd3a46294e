import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { takeToken, type TokenPlaces } from "../../src/ops/token.js";
import { UsageError } from "../../src/ops/usage-error.js";

let folder = "";
let file = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "token-"));
  file = join(folder, "discord_token");
  await writeFile(file, "Bot from.a.file\n");
});

after(() => rm(folder, { recursive: true }));

async function* noInput(): AsyncGenerator<string> {}

function places(rest: Partial<TokenPlaces>): TokenPlaces {
  return { env: {}, stdin: noInput(), ...rest };
}

async function refused(rest: Partial<TokenPlaces>, says: RegExp): Promise<void> {
  await assert.rejects(takeToken(places(rest)), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, says);
    return true;
  });
}

test("a token file wins over the environment, and loses its line end and its Bot", async () => {
  const env = { DISCORD_TOKEN: "from.the.env" };
  assert.deepEqual(await takeToken(places({ file, env })), {
    value: "from.a.file",
    source: "--token-file",
  });
});

test("the environment's token is gone from it afterwards, used or not", async () => {
  const used = { DISCORD_TOKEN: "Bot a.b.c" };
  assert.equal((await takeToken(places({ env: used }))).value, "a.b.c");
  assert.deepEqual(used, {});
  const unused = { DISCORD_TOKEN: "a.b.c" };
  await takeToken(places({ env: unused, file }));
  assert.deepEqual(unused, {});
});

test("a token comes from the file that the environment names, then from systemd's", async () => {
  const named = { DISCORD_TOKEN_FILE: file, CREDENTIALS_DIRECTORY: "/nowhere" };
  assert.equal((await takeToken(places({ env: named }))).source, "DISCORD_TOKEN_FILE");
  const systemd = { DISCORD_TOKEN: "", CREDENTIALS_DIRECTORY: folder };
  assert.equal((await takeToken(places({ env: systemd }))).value, "from.a.file");
});

test("a token comes from stdin", async () => {
  async function* stdin(): AsyncGenerator<Buffer> {
    yield Buffer.from("a.b");
    yield Buffer.from(".c\n");
  }
  const token = await takeToken(places({ file: "-", stdin: stdin() }));
  assert.deepEqual(token, { value: "a.b.c", source: "stdin" });
});

test("no token at all is told with the ways to give one", async () => {
  await refused({}, /DISCORD_TOKEN.*--token-file.*--demo/);
});

test("a missing, an unreadable and an empty token file are each told apart", async () => {
  await refused({ file: join(folder, "none") }, /cannot read .*none.*no such file/);
  await refused({ file: folder }, /EISDIR/);
  const empty = join(folder, "empty");
  await writeFile(empty, "\n");
  await refused({ file: empty }, /empty/);
});

test("a token where a path belongs is not repeated in the error", async () => {
  const token = `${"M".repeat(24)}.Gabcde.${"x".repeat(38)}`;
  await assert.rejects(takeToken(places({ file: token })), (error) => {
    assert.ok(error instanceof UsageError);
    assert.ok(!error.message.includes(token));
    assert.match(error.message, /path/);
    return true;
  });
});

test("a token with characters that no header may hold is refused unseen", async () => {
  const env = { DISCORD_TOKEN: "secret part" };
  await assert.rejects(takeToken(places({ env })), (error) => {
    assert.ok(error instanceof UsageError);
    assert.ok(!error.message.includes("secret"));
    return true;
  });
});
