import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { EXIT } from "../src/ops/exit-codes.js";
import { readCommandLine } from "../src/ops/flags.js";

function file(name: string): Promise<string> {
  return readFile(new URL(`../../${name}`, import.meta.url), "utf8");
}

/** The first cells of the table whose head begins with this word. */
function firstCells(readme: string, head: string): readonly string[] {
  const lines = readme.split("\n");
  const from = lines.findIndex((line) => new RegExp(`^\\| ${head} +\\|`).test(line));
  assert.ok(from >= 0, `no table for ${head}`);
  const rows = lines.slice(from + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  return rows.slice(0, end).map((row) => row.split(/(?<!\\)\|/)[1]?.trim() ?? "");
}

function sorted(words: Iterable<string>): readonly string[] {
  return [...new Set(words)].toSorted();
}

function flagsIn(text: string): readonly string[] {
  return sorted(text.match(/(?<![\w-])--[a-z]+(-[a-z]+)*/g) ?? []);
}

test("the table of flags is what the command line takes", async () => {
  const help = readCommandLine(["--help"]);
  assert.ok(help.kind === "print");
  const options = help.text
    .split("\n")
    .filter((line) => /^ {2}-/.test(line))
    .map((line) => line.slice(0, 31));
  const expected = flagsIn(options.join("\n")).filter((flag) => !/help|version/.test(flag));
  assert.deepEqual(
    flagsIn(firstCells(await file("docs/command-line.md"), "flag").join("\n")),
    expected,
  );
});

test("every environment variable that the command line reads is named", async () => {
  const help = readCommandLine(["--help"]);
  assert.ok(help.kind === "print");
  const document = await file("docs/command-line.md");
  for (const [name] of help.text.matchAll(/\b(DISCORD|GATEWAY|LOG|CREDENTIALS)_[A-Z_]+/g)) {
    assert.ok(document.includes(name), name);
  }
});

test("the README's table of errors is what GatewayError may say", async () => {
  const source = await file("src/discord/gateway-error.ts");
  const codes = [...source.matchAll(/^ {2}\| "([A-Z_]+)"/gm)].map(([, code]) => `\`${code}\``);
  assert.ok(codes.length > 20);
  assert.deepEqual(sorted(firstCells(await file("README.md"), "code")), sorted(codes));
});

test("the README's table of exit codes is what the process may say", async () => {
  const expected = [...Object.values(EXIT).map(String), "130, 143"];
  assert.deepEqual(sorted(firstCells(await file("README.md"), "exit code")), sorted(expected));
});

test("the README says why each dependency is there", async () => {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    await file("package.json"),
  );
  const names = firstCells(await file("README.md"), "package").flatMap((cell) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );
  const all = { ...dependencies, ...optionalDependencies, ...peerDependencies };
  assert.deepEqual(sorted(names), sorted(Object.keys(all)));
});

test("every file that the documents link to is there", async () => {
  const documents = await readdir(new URL("../../docs/", import.meta.url));
  const names = ["README.md", "CONTRIBUTING.md", ...documents.map((name) => `docs/${name}`)];
  for (const name of names.filter((one) => one.endsWith(".md"))) {
    assert.doesNotMatch(await file(name), /@@/, "a place that is not filled in");
    for (const [, target = ""] of (await file(name)).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      const url = new URL(target, new URL(`../../${name}`, import.meta.url));
      assert.ok(existsSync(url), `${name} links to ${target}`);
    }
  }
});
