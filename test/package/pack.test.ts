import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const PROGRAM = `
import { Coordinator, shardOf, type Dispatch } from "gateway-run";
import { Simulator } from "gateway-run/simulator";
import { testSessionStore } from "gateway-run/conformance";
import { WorkerStrategy } from "gateway-run/discordjs";
import { serveHttp } from "gateway-run/http";

const gateway = new Coordinator({ token: "token" });
gateway.on("MESSAGE_CREATE", (message, dispatch: Dispatch) => {
  const text: string = message.content;
  console.log(text, dispatch.seq);
});
console.log(shardOf("81384788765712384", 4), typeof Simulator, typeof testSessionStore, typeof WorkerStrategy);
const { url, close } = await serveHttp(gateway, { port: 0 });
const page = await fetch(url);
console.log(page.status, (await page.text()).includes("<h1"));
await close();
`;

describe("the packed package", () => {
  let folder = "";

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "gateway-run-pack-"));
    const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
    await run("npm", pack, { cwd: ROOT });
    const modules = join(folder, "node_modules");
    await mkdir(join(modules, "gateway-run"), { recursive: true });
    const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
    const unpack = ["-xzf", tarball, "--strip-components=1", "-C", "node_modules/gateway-run"];
    await run("tar", unpack, { cwd: folder });
    for (const name of await readdir(join(ROOT, "node_modules"))) {
      if (!name.startsWith("."))
        await symlink(join(ROOT, "node_modules", name), join(modules, name));
    }
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("is imported with its types, without any of the user's own", async () => {
    await writeFile(join(folder, "program.mts"), PROGRAM);
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const flags = ["--module", "nodenext", "--target", "es2023", "--strict"];
    await run(process.execPath, [tsc, ...flags, "program.mts"], { cwd: folder });
    const { stdout } = await run(process.execPath, ["program.mjs"], { cwd: folder });
    assert.equal(stdout, "2 function function function\n200 true\n");
  });

  it("runs its command", async () => {
    const bin = join(folder, "node_modules/gateway-run/dist/bin/gateway-run.js");
    const command = `"${process.execPath}" "${bin}" --demo --shards 4 | head -3`;
    const { stdout } = await run("sh", ["-c", command], { cwd: folder });
    const lines = stdout.trim().split("\n");
    assert.equal(lines.length, 3);
    for (const line of lines) assert.equal(typeof JSON.parse(line).s, "number");
  });
});
