import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { readConfigFile } from "../../src/ops/config-file.js";
import { run, type Environment, type Outcome } from "../support/command.js";
import { Folder } from "../support/folder.js";

/** The plan of a start in the demo, by these settings. */
async function plan(args: readonly string[], env: Environment = {}) {
  const { code, stdout, stderr } = await run(["--demo", "--dry-run", "--json", ...args], env);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function written(folder: Folder, name: string, text: string): Promise<string> {
  await writeFile(folder.file(name), text);
  return folder.file(name);
}

function refused({ code, stdout, stderr }: Outcome, says: RegExp): void {
  assert.equal(code, 64, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, says);
  assert.doesNotMatch(stderr, /\n {4}at /, "no stack");
}

test("settings come from JSON and from a module", async () => {
  await using folder = await Folder.make();
  const json = await written(folder, "bot.json", '{ "shards": 3, "threads": 1 }');
  const module = await written(folder, "bot.mjs", "export default { shards: 1 + 4, threads: 2 };");
  const first = await plan(["-c", json]);
  assert.deepEqual([first.shards.total, first.threads.length], [3, 1]);
  const second = await plan([], { GATEWAY_CONFIG: module });
  assert.deepEqual([second.shards.total, second.threads.length], [5, 2]);
});

test("a flag wins over the environment, that over an env file, a config file and the default", async () => {
  await using folder = await Folder.make();
  const config = await written(folder, "bot.json", '{ "shards": 3, "threads": 1 }');
  const text = `GATEWAY_CONFIG=${config}\nGATEWAY_SHARDS=5\nGATEWAY_COMPRESS=none\n`;
  const file = await written(folder, ".env", text);
  const total = async (args: readonly string[], env: Environment = {}) =>
    (await plan(args, env)).shards.total;
  assert.equal(await total(["-c", config]), 3);
  assert.equal(await total(["--env-file", file]), 5);
  assert.equal(await total(["--env-file", file], { GATEWAY_SHARDS: "7" }), 7);
  assert.equal(await total(["--env-file", file, "--shards", "9"], { GATEWAY_SHARDS: "7" }), 9);
  const { compress, threads } = await plan(["--env-file", file]);
  assert.deepEqual([compress, threads.length], ["none", 1]);
});

test("a token comes from an env file, and is not shown", async () => {
  await using folder = await Folder.make();
  const token = "MTAw.hush.a-token-that-must-not-be-shown";
  const file = await written(folder, ".env", `DISCORD_TOKEN=${token} with a blank\n`);
  const outcome = await run(["--env-file", file, "--dry-run"]);
  refused(outcome, /the token from DISCORD_TOKEN holds blanks/);
  assert.ok(!outcome.stderr.includes("hush"));
});

test("a config file that cannot be used ends with 64 and says which and why", async () => {
  await using folder = await Folder.make();
  const file = async (name: string, text: string) => {
    return await run(["--config", await written(folder, name, text)]);
  };
  refused(await file("a.json", '{ "shards": "many" }'), /a\.json: 'shards' cannot be 'many'/);
  refused(await file("b.json", '{ "token": MTAw.hush }'), /^(?!.*MTAw).*b\.json is no JSON/s);
  refused(await file("c.mjs", "throw new Error('not today')"), /c\.mjs: not today/);
  refused(
    await file("d.mjs", "export const shards = 4;"),
    /d\.mjs has no default export: write export default \{ … \}/,
  );
  refused(await run(["-c", folder.file("none.json")]), /none\.json: there is no such file/);
  refused(await run(["-c", folder.file("none.mjs")]), /none\.mjs: there is no such file/);
});

test("a config file that is odd is read, or refused in a sentence", async () => {
  await using folder = await Folder.make();
  const file = async (name: string, text: string) => {
    return await run(["--config", await written(folder, name, text)]);
  };
  const marked = await written(folder, "a.json", '\uFEFF{ "shards": 3 }');
  assert.equal((await plan(["-c", marked])).shards.total, 3);
  const upper = await written(folder, "b.MJS", "export default { shards: 5 };");
  assert.equal((await plan(["-c", upper])).shards.total, 5);
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  refused(await file("c.json", `{ "events": ${deep} }`), /c\.json: 'events' cannot be \[/);
  refused(await file("d.json", `{ "presence": { "a": ${deep} } }`), /d\.json: 'presence'/);
  const wrong = "const a = 1;\nexport default {\n  shards: 4 4,\n};\n";
  refused(await file("e.mjs", wrong), /e\.mjs, line 3 is no JavaScript: Unexpected number/);
  refused(await file("f.cjs", "a b"), /f\.cjs, line 1 is no JavaScript/);
  const getter = "export default { get shards() { throw new Error('not today'); } };";
  refused(await file("g.mjs", getter), /g\.mjs: 'shards' cannot be read: not today/);
  const proxy = "export default new Proxy({}, { ownKeys() { throw new Error('no keys'); } });";
  refused(await file("h.mjs", proxy), /h\.mjs cannot be read: no keys/);
});

test("a token file that a config file names is called by that name", async () => {
  await using folder = await Folder.make();
  const path = await written(folder, "a.json", '{ "tokenFile": "/nowhere/token" }');
  refused(await run(["-c", path]), /\/nowhere\/token of .*a\.json: 'tokenFile': there is no such/);
});

test("a module that waits for ever is given up", async () => {
  await using folder = await Folder.make();
  const path = await written(folder, "a.mjs", "await new Promise(() => undefined);");
  await assert.rejects(readConfigFile(path, 50), /a\.mjs is still not loaded after 0\.05 s/);
});

test("an env file that is not there ends it before it begins", async () => {
  const { code, stderr } = await run(["--demo", "--env-file", "/nowhere/.env"]);
  assert.equal(code, 9, "Node itself reads this flag, wherever it stands");
  assert.match(stderr, /\/nowhere\/\.env: not found/);
});
