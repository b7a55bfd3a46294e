// The files of the status page, as they stand in src/, which the package ships beside dist/.

import { readFile } from "node:fs/promises";

/** True in the repository, in tests and in an installed package: dist/src/ops is three down. */
const FOLDER = new URL("../../../src/ops/page/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};

const NAMES = [
  "index.html",
  "base.css",
  "page.css",
  "grid.css",
  "panels.css",
  "away.js",
  "chart.js",
  "detail.js",
  "dom.js",
  "format.js",
  "grid.js",
  "headline.js",
  "identifies.js",
  "log.js",
  "page.js",
  "rates.js",
  "states.js",
  "stream.js",
  "threads.js",
  "totals.js",
] as const;

/** A file as it is served. */
export interface PageFile {
  /** `/` for the page itself. */
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** Reads them all. */
export async function readPageFiles(): Promise<readonly PageFile[]> {
  return await Promise.all(
    NAMES.map(async (name) => ({
      path: name === "index.html" ? "/" : `/${name}`,
      type: TYPES[name.split(".").at(-1) ?? ""] ?? "",
      text: await readFile(new URL(name, FOLDER), "utf8"),
    })),
  );
}
