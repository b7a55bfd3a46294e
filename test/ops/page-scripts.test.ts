import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readPageFiles } from "../../src/ops/page-files.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const FOLDER = join(ROOT, "src/ops/page");

/** How the build checks types, for a browser in place of Node. */
const FLAGS: readonly string[] = (
  "--ignoreConfig --noEmit --allowJs --checkJs --strict --skipLibCheck " +
  "--noUncheckedIndexedAccess --target es2023 --module nodenext --types node " +
  "--lib es2023,esnext.disposable,dom,dom.iterable"
).split(" ");

test("the page's scripts are of the types that the server sends", async () => {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const args = [tsc, ...FLAGS, join(FOLDER, "page.js")];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  assert.equal(stdout, "");
});

test("each file of the page is served, and no other", async () => {
  const served = (await readPageFiles()).map(({ path }) => path.slice(1) || "index.html");
  assert.deepEqual(served.toSorted(), (await readdir(FOLDER)).toSorted());
});

test("the page needs nothing of another host, and nothing inline", async () => {
  for (const name of await readdir(FOLDER)) {
    const text = await readFile(join(FOLDER, name), "utf8");
    const addresses = text.match(/https?:\/\/[^\s"'`)]+/g) ?? [];
    assert.deepEqual(
      addresses.filter((address) => address !== "http://www.w3.org/2000/svg"),
      [],
      name,
    );
    assert.doesNotMatch(
      text,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/,
      name,
    );
    assert.doesNotMatch(text, /\sstyle="|\son\w+="|<script>/, name);
  }
});
