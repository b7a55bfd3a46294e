import { MemorySessions } from "../../src/coordinator/memory-sessions.js";
import { testSessionStore } from "../../src/conformance/session-store.js";

testSessionStore("sessions in memory", () => {
  const store = new MemorySessions();
  return Promise.resolve({ open: () => Promise.resolve(store) });
});
