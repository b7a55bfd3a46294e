// Collects garbage when a test says so.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");

/** Collects all that can be collected. */
export const gc = runInNewContext("gc") as () => void;
