import assert from "node:assert/strict";
import { test } from "node:test";
import { NODE_HAS_ZSTD } from "../../src/shard/zstd-minizlib.js";
import { run, type Environment } from "../support/command.js";
import { withoutLibrary } from "../support/inflaters.js";

const TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.hush.a-token-that-must-not-be-shown";

async function refused(args: readonly string[], says: RegExp, env: Environment = {}) {
  const { code, stdout, stderr } = await run(args, env);
  assert.equal(code, 64, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n {4}at /, "no stack");
  assert.ok(!stderr.includes(TOKEN));
}

test("an unknown flag ends with 64 and names the one that is meant", async () => {
  await refused(["--shard", "4"], /unknown option '--shard'\n\(Did you mean --shards\?\)/);
});

test("an unknown intent ends with 64 and names the nearest one", async () => {
  await refused(["-i", "Guilds,GuildMesages"], /nearest is GuildMessages/);
});

test("no token ends with 64 and says where to put one", async () => {
  await refused([], /no token: put it into DISCORD_TOKEN/);
});

test("a missing token file ends with 64", async () => {
  await refused(["--token-file", "/nowhere/token"], /\/nowhere\/token.*no such file/);
  await refused([], /DISCORD_TOKEN_FILE.*no such file/, { DISCORD_TOKEN_FILE: "/nowhere/token" });
});

test("--token ends with 64 and does not repeat it", async () => {
  await refused(["--token", TOKEN], /ps shows it/);
  await refused([`--token=${TOKEN}`], /ps shows it/);
  await refused([`--tokens=${TOKEN}`], /unknown option '--tokens'/);
  await refused(["--token-file", TOKEN], /looks like a token/);
});

test("a presence that Discord would not take ends with 64", async () => {
  const presence = '{"status":"sleeping"}';
  await refused(["--presence", presence], /presence/, { DISCORD_TOKEN: TOKEN });
});

const noDoor = NODE_HAS_ZSTD ? "Node itself knows zstd here" : false;

test("--compress zstd without a library for it ends with 64", { skip: noDoor }, async () => {
  const env = { DISCORD_TOKEN: TOKEN, NODE_OPTIONS: withoutLibrary("zstd-napi") };
  await refused(
    ["--compress", "zstd"],
    /'compress'.*install zstd-napi, or run on Node 22\.15/,
    env,
  );
});

test("--help and --version end with 0, on stdout", async () => {
  const help = await run(["--help"]);
  assert.deepEqual([help.code, help.stderr], [0, ""]);
  assert.match(help.stdout, /^Usage: gateway-run/);
  const version = await run(["--version"]);
  assert.deepEqual([version.code, version.stderr], [0, ""]);
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
});
