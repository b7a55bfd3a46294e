import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Simulator } from "../src/simulator/index.js";
import { Folder } from "./support/folder.js";

const run = promisify(execFile);
const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const DOCUMENTS = ["README.md", "docs/command-line.md"];

/** What stands in fences of this language, in all documents. */
async function blocks(language: string): Promise<readonly string[]> {
  const texts = await Promise.all(DOCUMENTS.map((name) => readFile(join(ROOT, name), "utf8")));
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm");
  return texts.flatMap((text) => [...text.matchAll(fence)].map(([, block = ""]) => block.trim()));
}

describe("what the documents show", () => {
  const simulator = new Simulator({ shards: 2, identifyWindow: 0, rate: 200 });
  let env: NodeJS.ProcessEnv = {};

  before(async () => {
    const { apiUrl, token } = await simulator.start();
    env = { ...process.env, DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl };
  });

  after(() => simulator.close());

  /** The first line that a command prints; then it is told to end. */
  async function firstLine(command: string, how: NodeJS.ProcessEnv = env): Promise<string> {
    const child = spawn("bash", ["-c", `exec ${command}`], { cwd: ROOT, env: how });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    child.stdout.resume();
    child.kill("SIGTERM");
    await once(child, "exit");
    return line;
  }

  /** Every command, and what is seen of it. One that is not here fails the test below. */
  const commands: { readonly [command: string]: (command: string) => Promise<void> } = {
    "npm install && npx gateway-run --shards auto --demo": async () => {
      const { DISCORD_API_URL: _, ...rest } = env;
      const line = await firstLine("dist/bin/gateway-run.js --shards auto --demo", rest);
      assert.equal(JSON.parse(line).t, "READY");
    },
    "npm test": async () => {
      const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
      assert.match(scripts.test, /test\/run\.js$/);
    },
    "npx gateway-run --demo --dry-run": async (command) => {
      const { DISCORD_API_URL: _, ...rest } = env;
      const { stdout } = await run("bash", ["-c", command], { cwd: ROOT, env: rest });
      assert.match(stdout, /^shards +16, as Discord recommends\n/);
    },
    "npx gateway-run -i Guilds,GuildMessages | jq -c '[.shard, .t]'": async (command) => {
      const [bot = ""] = command.replace("npx gateway-run", "dist/bin/gateway-run.js").split(" | ");
      const { shard, t } = JSON.parse(await firstLine(bot));
      assert.equal(typeof shard, "number");
      assert.equal(t, "READY");
    },
    "npx gateway-run simulate --shards 4 --rate 500": async (command) => {
      const line = await firstLine(command.replace("npx gateway-run", "dist/bin/gateway-run.js"));
      assert.deepEqual(Object.keys(JSON.parse(line)), ["apiUrl", "gatewayUrl", "token"]);
    },
  };

  it("are commands that do what is said of them", async () => {
    const shown = await blocks("sh");
    assert.deepEqual(new Set(shown), new Set(Object.keys(commands)));
    for (const [command, check] of Object.entries(commands)) await check(command);
  });

  it("is code that runs", async () => {
    const [embedded = ""] = await blocks("ts");
    assert.match(embedded, /new Coordinator\(\{\n {2}token: process\.env\.DISCORD_TOKEN,\n/);
    await using folder = await Folder.make();
    const program = join(folder.path, "bot.mjs");
    const apiUrl = "apiUrl: process.env.DISCORD_API_URL,\n  intents:";
    const index = new URL("../src/index.js", import.meta.url).href;
    await writeFile(
      program,
      embedded.replace("intents:", apiUrl).replace('"gateway-run"', JSON.stringify(index)),
    );
    const line = await firstLine(`"${process.execPath}" "${program}"`);
    assert.match(line, /^[01] \d+$/, "a shard, and the id of a message");
  });
});
