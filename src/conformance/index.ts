/// <reference types="node" preserve="true" />
// The tests for whoever writes an identify queue or a session store.

export {
  type QueueFactory,
  type QueueFigures,
  type QueueHarness,
  testIdentifyQueue,
} from "./identify-queue.js";
export { type StoreFactory, type StoreHarness, testSessionStore } from "./session-store.js";
