// Where a module of the user is, as `import` takes it.

import { pathToFileURL } from "node:url";

/** What `import` can load in a worker thread. */
const LOADABLE = /^(file|data):/;

const ANY_URL = /^[a-z][a-z\d+.-]+:\/\//i;

/** Whether it is a URL that can be loaded, or a path. */
export function isModule(module: string | URL): boolean {
  const text = String(module);
  return LOADABLE.test(text) || (typeof module === "string" && text !== "" && !ANY_URL.test(text));
}

/** The URL of a module that is given as one, or as a path from the working directory. */
export function moduleUrl(module: string | URL): string {
  if (module instanceof URL) return module.href;
  return LOADABLE.test(module) ? module : pathToFileURL(module).href;
}
