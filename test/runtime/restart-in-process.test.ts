import assert from "node:assert/strict";
import { it } from "node:test";
import { Coordinator, MemorySessions } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { Rig } from "../support/rig.js";

/** The seqs of both rigs, by session. */
function seqsOf(...rigs: readonly Rig[]): Map<string, number[]> {
  const all = new Map<string, number[]>();
  for (const { got } of rigs) {
    for (const [id, list] of got) {
      all.set(id, [...(all.get(id) ?? []), ...list.map(({ seq }) => seq)]);
    }
  }
  return all;
}

for (const trimAtHeartbeat of [false, true]) {
  const where = trimAtHeartbeat ? ", where Discord trims what was acknowledged" : "";
  it(`a second coordinator resumes what the first one left${where}`, async () => {
    const sessions = new MemorySessions();
    const windows = { identifyWindow: 0, maxConcurrency: 64, keepSent: true, guilds: 3 };
    const load = {
      ...windows,
      shards: 4,
      rate: 1_500,
      ringSize: 1_000_000,
      heartbeatInterval: 1_000,
    };
    const options = { threads: 2, sessions };
    const simulator = new Simulator({ ...load, heartbeatGrace: 10, trimAtHeartbeat });
    const { apiUrl, token } = await simulator.start();
    const coordinator = (): Coordinator => new Coordinator({ token, apiUrl, ...options });
    await using first = new Rig(simulator, coordinator());
    await first.gateway.start();
    await first.more(1_000);
    if (trimAtHeartbeat)
      await simulator.waitFor(() => simulator.sessions.every((s) => s.reach > 0));
    await first.gateway.close();
    const second = new Rig(simulator, coordinator());
    await second.gateway.start();
    await second.more(1_000);
    simulator.inject({ kind: "rate", rate: 0 });
    const both = seqsOf(first, second);
    for (const { id, sent } of simulator.sessions) {
      const want = sent.map(({ s }) => s);
      const got = (): number[] => seqsOf(first, second).get(id) ?? [];
      while (got().length < want.length) await second.more(1);
      assert.deepEqual(got(), want, `session ${id}`);
    }
    assert.equal(both.size, 4);
    assert.equal(simulator.counters.identifies, 4);
    assert.equal(simulator.counters.resumes, 4);
    assert.deepEqual(simulator.violations, []);
    assert.deepEqual([...first.warnings, ...second.warnings], []);
    await second.gateway.close();
  });
}
