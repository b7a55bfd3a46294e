// The list of failures against the tests that are there: every number has its row, every row its
// tests, and every test its row.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";

const ENTRIES = 68;

const TESTS = new URL("../../../test/", import.meta.url);

interface Row {
  readonly number: number;
  /** Those that hold the entry's tests; none where it cannot occur. */
  readonly files: readonly string[];
  readonly last: string;
}

async function rows(): Promise<readonly Row[]> {
  const text = await readFile(new URL("scenarios/failures.md", TESTS), "utf8");
  return [...text.matchAll(/^\| *(\d+) *\|[^|]+\|([^|]+)\|$/gm)].map(([, number, last = ""]) => {
    const files = [...last.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, file = ""]) => file);
    return { number: Number(number), files, last: last.trim() };
  });
}

/** The numbers that names of tests carry, by file. */
async function carried(): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const names = await readdir(TESTS, { recursive: true });
  const files = names.filter((name) => name.endsWith(".test.ts"));
  const all = files.map(async (file) => {
    const text = await readFile(new URL(file, TESTS), "utf8");
    const lists = [...text.matchAll(/["'`](?:[^"'`\n]*\b)?twilight (\d+(?:, \d+)*):/g)];
    const numbers = lists.flatMap(([, list = ""]) => list.split(", ").map(Number));
    return [file, new Set(numbers)] as const;
  });
  return new Map(await Promise.all(all));
}

test("each failure of the list has one row", async () => {
  assert.deepEqual(
    (await rows()).map(({ number }) => number),
    Array.from({ length: ENTRIES }, (_, index) => index + 1),
  );
});

test("each row names files whose tests carry its number, or says why there is none", async () => {
  const numbers = await carried();
  for (const { number, files, last } of await rows()) {
    for (const file of files) {
      assert.ok(numbers.get(file)?.has(number), `no test "twilight ${number}: …" in ${file}`);
    }
    if (files.length > 0) continue;
    assert.ok(last.length > 10, `entry ${number} has neither a test nor a reason`);
    const others = [...numbers].filter(([, carries]) => carries.has(number));
    assert.deepEqual(others, [], `entry ${number} has a test that its row does not name`);
  }
});

test("each number that a test carries has its row", async () => {
  const known = new Set((await rows()).map(({ number }) => number));
  for (const [file, numbers] of await carried()) {
    for (const number of numbers) assert.ok(known.has(number), `twilight ${number} in ${file}`);
  }
});
