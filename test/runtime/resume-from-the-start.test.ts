import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { Coordinator, MemorySessions, type Dispatch } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";

it("a session that was stored before any of its events is resumed from its READY on", async () => {
  await using simulator = new Simulator({ guilds: 3, keepSent: true });
  const { apiUrl, token } = await simulator.start();
  const sessions = new MemorySessions();
  const first = new Coordinator({ token, apiUrl, sessions });
  await first.start();
  await first.close();
  await sessions.seqs([[0, 0]]); // as a process leaves it that is killed at its READY
  await using second = new Coordinator({ token, apiUrl, sessions });
  const got: Dispatch[] = [];
  second.on("dispatch", (dispatch) => got.push(dispatch));
  await second.start();
  const sent = simulator.sessions[0]?.sent.map(({ s }) => s) ?? [];
  while (got.length < sent.length) await once(second, "dispatch");
  assert.deepEqual(
    got.map(({ seq }) => seq),
    sent,
  );
  assert.equal(got[0]?.name, "READY");
  assert.equal(got[0]?.replayed, true);
  assert.equal(simulator.counters.identifies, 1);
  assert.deepEqual(simulator.violations, []);
});
