import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Coordinator, MemorySessions } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { Rig, rig } from "../support/rig.js";

const SHARDS = 4;

describe("scenario 25: a graceful shutdown", () => {
  it("scenario 25: it closes with 4900 and what it stored resumes every session", async () => {
    const sessions = new MemorySessions();
    const simulator = new Simulator({
      shards: SHARDS,
      maxConcurrency: SHARDS,
      rate: 500,
      ringSize: 10_000,
      keepSent: true,
    });
    const { apiUrl, token } = await simulator.start();
    await using r = new Rig(simulator, new Coordinator({ token, apiUrl, sessions }));
    await r.gateway.start();
    await r.more(200);
    await r.gateway.close();
    assert.deepEqual(
      simulator.closes.map(({ code, by }) => [code, by]),
      Array.from({ length: SHARDS }, () => [4900, "client"]),
    );
    assert.equal(simulator.sessions.length, SHARDS, "all live on");
    simulator.inject({ kind: "burst", count: 50 });
    simulator.inject({ kind: "rate", rate: 0 });

    const gateway = new Coordinator({ token, apiUrl, sessions });
    const next = new Rig(simulator, gateway);
    await gateway.start();
    await next.until(() => next.reached("ready") === SHARDS);
    for (const { id, sent } of simulator.sessions) {
      const { seq: from = NaN, host } =
        simulator.resumeLog.find(({ session }) => session === id) ?? {};
      assert.equal(host, "resume", "over the stored URL");
      const first = r.got.get(id) ?? [];
      assert.equal(first.at(-1)?.seq, from, "nothing that was handed over comes again");
      while ((next.got.get(id)?.length ?? 0) < sent.length - from) await next.more(1);
      const both = [...first, ...(next.got.get(id) ?? [])].map(({ seq }) => seq);
      assert.deepEqual(
        both,
        sent.map(({ s }) => s),
      );
    }
    assert.equal(simulator.counters.identifies, SHARDS, "the second start cost no identify");
    assert.deepEqual(simulator.violations, []);
    await gateway.close();
  });

  it("scenario 25: close with the end of the sessions shows 1000", async () => {
    await using r = await rig({ shards: SHARDS });
    await r.gateway.start();
    await r.complete();
    await r.gateway.close({ sessions: "end" });
    await r.simulator.waitFor(() => r.simulator.endedSessions.length === SHARDS);
    assert.ok(r.simulator.closes.every(({ code, by }) => code === 1000 && by === "client"));
    assert.equal(r.simulator.closes.length, SHARDS);
    assert.ok(r.simulator.endedSessions.every(({ end }) => end === "closed"));
    assert.deepEqual(r.simulator.sessions, []);
    assert.deepEqual([...r.errors, ...r.warnings], []);
  });
});
