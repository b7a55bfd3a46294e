// A worker thread of shards: its one task lasts as long as the thread.

import { Host } from "../src/host/host.js";
import { loadHandlers } from "../src/host/load-handlers.js";
import type { HostTask } from "../src/transport/messages.js";

export default async function shards(task: HostTask): Promise<void> {
  await new Host(task, await loadHandlers(task)).run();
}
