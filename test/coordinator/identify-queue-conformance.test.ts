import { testIdentifyQueue } from "../../src/conformance/identify-queue.js";
import { MemoryIdentifyQueue } from "../../src/coordinator/memory-identify-queue.js";
import { fakeTime } from "../support/fake-time.js";

testIdentifyQueue("the queue in memory", (t, figures) => {
  const { now, pass } = fakeTime(t);
  const queue = new MemoryIdentifyQueue({ ...figures, shards: 16, spendReserve: true, now });
  return Promise.resolve({ queue, now, pass });
});
