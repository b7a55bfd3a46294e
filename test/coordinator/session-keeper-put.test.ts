import assert from "node:assert/strict";
import { it } from "node:test";
import { Position } from "../../src/coordinator/position.js";
import { SessionKeeper } from "../../src/coordinator/session-keeper.js";
import { MemorySessions, type StoredSession } from "../../src/index.js";

/** A store that has no room for the first session it is given. */
class FullOnce extends MemorySessions {
  #isFull = true;

  override put(session: StoredSession): Promise<void> {
    if (!this.#isFull) return super.put(session);
    this.#isFull = false;
    return Promise.reject(new Error("no room"));
  }
}

it("a session whose first write failed is acknowledged as far as the second one took it", async () => {
  const stored: (number | null)[] = [];
  const keeper = new SessionKeeper(new FullOnce(), 1, {
    stored: (position) => stored.push(position.stored),
    failed: () => undefined,
    recovered: () => undefined,
  });
  const position = new Position(0, 1, { id: "s", url: "ws://127.0.0.1:1", seq: 0 }, null);
  keeper.begin(position);
  position.handed = 7;
  keeper.moved(position);
  await new Promise((resolve) => setImmediate(resolve));
  await keeper.flush();
  assert.deepEqual(stored, [7]);
});
