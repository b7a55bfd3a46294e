// Loaded by `--import`: no worker thread can load.

import { isMainThread } from "node:worker_threads";

if (!isMainThread) throw new Error("this thread cannot load");
