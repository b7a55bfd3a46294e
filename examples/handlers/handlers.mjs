// Loaded in each worker thread of bot.mjs. It sees every event of the thread's shards where it
// arrives, and counts it; of all that, only interactions go on to the main thread.

const counts = new Map();

export function dispatch({ name }) {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  return name !== "INTERACTION_CREATE"; // true: dealt with, it does not cross
}

export const answers = {
  counts: () => Object.fromEntries(counts),
};
