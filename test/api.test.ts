import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Coordinator } from "../src/index.js";
import { Simulator } from "../src/simulator/index.js";

const ROOT = new URL("../../", import.meta.url);

interface Manifest {
  readonly exports: { readonly [entry: string]: string };
}

async function text(name: string): Promise<string> {
  return await readFile(new URL(name, ROOT), "utf8");
}

/** Every word that stands in code somewhere in the document. */
function wordsInCode(document: string): ReadonlySet<string> {
  const code = document.match(/```[^]*?```|`[^`\n]+`/g) ?? [];
  return new Set(code.flatMap((piece) => piece.match(/[A-Za-z]\w*/g) ?? []));
}

/** The names in the `export { … } from` lines of a file of declarations. */
function exportsOf(declarations: string): readonly string[] {
  const lists = [...declarations.matchAll(/^export (?:type )?\{([^}]*)\}/gm)];
  return lists.flatMap(([, list = ""]) => list.match(/\b(?!type\b)[A-Za-z]\w*/g) ?? []);
}

test("the API reference names every export of every entry point", async () => {
  const reference = await text("docs/api.md");
  const words = wordsInCode(reference);
  const { exports } = JSON.parse(await text("package.json")) as Manifest;
  const entries = Object.entries(exports).filter(([, file]) => file.endsWith(".js"));
  assert.ok(entries.length >= 3);
  for (const [entry, file] of entries) {
    assert.ok(reference.includes(`## \`gateway-run${entry.slice(1)}\``), entry);
    const names = exportsOf(await text(file.replace(/\.js$/, ".d.ts")));
    assert.ok(names.length > 0, `${entry} exports nothing`);
    assert.deepEqual(
      names.filter((name) => !words.has(name)),
      [],
      entry,
    );
  }
});

test("the API reference names every member of a coordinator and a simulator", async () => {
  const words = wordsInCode(await text("docs/api.md"));
  for (const { prototype } of [Coordinator, Simulator]) {
    const members = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
    assert.deepEqual(
      members.filter((name) => !words.has(name)),
      [],
    );
  }
});

test("the API reference's table of options is what a coordinator takes", async () => {
  const source = await text("src/coordinator/options.ts");
  const [, ofShards = ""] = /interface ShardOptions \{([^]*?)\n\}/.exec(source) ?? [];
  const [, others = ""] =
    /interface CoordinatorOptions extends ShardOptions \{([^]*?)\n\}/.exec(source) ?? [];
  const expected = [...`${ofShards}${others}`.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(
    ([, name]) => name,
  );
  assert.ok(expected.length > 15);
  const [, section = ""] = (await text("docs/api.md")).split("### Options");
  const table = section.split("\n### ")[0] ?? "";
  const rows = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  assert.deepEqual(new Set(rows), new Set(expected));
});
