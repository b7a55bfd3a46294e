// Sessions that follow each other: which one, and how far, is asked for and stored.

import assert from "node:assert/strict";
import { it } from "node:test";
import { MemorySessions } from "../../src/index.js";
import { Token } from "../../src/coordinator/token.js";
import { rig } from "../support/rig.js";

it("twilight 21: identify, resume, invalidate, identify, resume asks for the session of its time", async () => {
  await using r = await rig({ shards: 1 });
  const { simulator } = r;
  const session = (): string | undefined => simulator.sessions[0]?.id;
  const resume = async (): Promise<void> => {
    const resumes = simulator.counters.resumes + 1;
    simulator.emit(0, "GIVEN", {});
    simulator.inject({ kind: "reset" });
    await simulator.waitFor(() => simulator.counters.resumes === resumes, 60_000);
    assert.equal(simulator.resumeLog.at(-1)?.session, session());
    await r.until(() => r.states(0).at(-1) === "ready");
  };
  await r.gateway.start();
  await resume();
  const first = session();
  simulator.inject({ kind: "invalidSession", resumable: false });
  await r.until(() => r.lost.length === 1 && r.states(0).at(-1) === "ready");
  assert.equal(r.lost[0]?.session, first);
  assert.notEqual(session(), first);
  await resume();
  await resume();
  await r.complete();
  assert.equal(simulator.counters.identifies, 2);
  assert.equal(simulator.counters.resumesRefused, 0);
  assert.deepEqual(simulator.violations, []);
});

it("twilight 23: a seq that jumps from 5 to 9 ends no connection, and 9 is stored", async () => {
  const sessions = new MemorySessions();
  const token = "a.token.of-a-bot";
  await using r = await rig({ shards: 1, guilds: 4, token }, { sessions, intents: 1 });
  const { simulator } = r;
  await r.gateway.start();
  await r.complete();
  assert.equal(simulator.sessions[0]?.seq, 5);
  simulator.inject({ kind: "seqJump", by: 3 });
  simulator.emit(0, "GIVEN", {});
  await r.complete();
  assert.equal(simulator.sessions[0]?.seq, 9);
  assert.equal(simulator.counters.connections, 1);
  assert.deepEqual(simulator.closes, []);
  assert.deepEqual([...r.warnings, ...r.errors, ...r.lost], []);
  await r.gateway.close();
  const key = { bot: new Token(token).digest(), total: null, intents: 1 };
  const stored = await sessions.load(key);
  assert.deepEqual(
    stored.sessions.map(({ seq }) => seq),
    [9],
  );
});
