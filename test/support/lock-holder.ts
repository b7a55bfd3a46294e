// A process that takes the lock of a file, tells whether it got it, and stays.

import { FileLock } from "../../src/coordinator/file-lock.js";

const lock = await FileLock.take(process.argv[2] ?? "");
process.send?.(lock !== null);
setInterval(() => undefined, 1_000);
