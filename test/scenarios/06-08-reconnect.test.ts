import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../src/simulator/index.js";
import { rig, type Rig } from "../support/rig.js";

/** A running shard whose session has seen some traffic. */
async function running(compress: "auto" | "zlib" | "none" = "zlib"): Promise<Rig> {
  const r = await rig({ shards: 1, rate: 500, ringSize: 10_000 }, { compress });
  await r.gateway.start();
  await r.more(100);
  return r;
}

/** Lets the traffic end and asserts that the one session goes on, whole. */
async function goesOn(r: Rig, resumes: number): Promise<void> {
  const { simulator } = r;
  await simulator.waitFor(() => simulator.counters.resumes >= resumes);
  await r.more(100);
  simulator.inject({ kind: "rate", rate: 0 });
  await r.complete();
  assert.equal(r.got.size, 1, "the session is the same");
  assert.equal(simulator.counters.identifies, 1);
  assert.equal(simulator.counters.resumes, resumes);
  assert.equal(simulator.counters.resumesRefused, 0);
  assert.deepEqual(simulator.violations, []);
  assert.deepEqual(r.warnings, []);
  assert.deepEqual(r.errors, []);
}

describe("scenario 6: op 7 mid-stream", () => {
  for (const compress of ["auto", "zlib", "none"] as const) {
    it(`scenario 6: op 7 mid-stream loses nothing (compress ${compress})`, async () => {
      await using r = await running(compress);
      const { simulator } = r;
      // 500 events stand in front of op 7, 500 behind it, and 500 come while nobody listens.
      const stop = simulator.watch(({ kind }) => {
        if (kind === "close") simulator.inject({ kind: "burst", count: 500 });
      });
      simulator.inject({ kind: "burst", count: 500 });
      simulator.inject({ kind: "reconnect" });
      simulator.inject({ kind: "burst", count: 500 });
      await goesOn(r, 1);
      stop();
      assert.deepEqual(
        simulator.closes.map(({ code, by }) => [code, by]),
        [[4900, "client"]],
      );
      const [resume] = simulator.resumeLog;
      assert.equal(resume?.host, "resume", "over resume_gateway_url");
      assert.ok((resume?.seq ?? 0) >= 600, "what was under way is not asked for again");
    });
  }

  it("scenario 6: events come both live and replayed, and say which they are", async () => {
    await using r = await running();
    const { simulator } = r;
    const stop = simulator.watch(({ kind }) => {
      if (kind === "close") simulator.inject({ kind: "burst", count: 50 });
    });
    simulator.inject({ kind: "reconnect" });
    await goesOn(r, 1);
    stop();
    const got = [...r.got.values()].flat();
    const from = simulator.resumeLog[0]?.seq ?? 0;
    const resumed = got.find(({ name }) => name === "RESUMED")?.seq ?? 0;
    const replayed = got.filter((event) => event.replayed).map(({ seq }) => seq);
    assert.ok(replayed.length >= 50);
    assert.deepEqual(
      replayed,
      got.map(({ seq }) => seq).filter((s) => s > from && s < resumed),
    );
  });
});

describe("scenario 7: op 7 before Hello", () => {
  for (const kind of ["reconnectBeforeHello", "reconnectInsteadOfHello"] as const) {
    it(`scenario 7, twilight 14: a new session gets through ${kind}`, async () => {
      await using r = await rig({ shards: 4 });
      r.simulator.inject({ kind, times: 6 });
      await r.gateway.start();
      await r.complete();
      assert.equal(r.simulator.counters.connections, 10);
      assert.equal(r.simulator.counters.identifies, 4, "no identify was spent on them");
      assert.ok(r.simulator.closes.every(({ code }) => code === 4900));
      assert.deepEqual(r.simulator.violations, []);
    });

    it(`scenario 7, twilight 14: a session is resumed through ${kind}`, async () => {
      await using r = await running();
      r.simulator.inject({ kind });
      r.simulator.inject({ kind: "reset" });
      await goesOn(r, 1);
      assert.equal(r.simulator.counters.connections, 3);
    });
  }
});

describe("scenario 8: a connection that is gone", () => {
  const faults: readonly Fault[] = [{ kind: "reset" }, { kind: "closeWithoutFrame" }];
  for (const fault of faults) {
    it(`scenario 8: ${fault.kind} is followed by a resume`, async () => {
      await using r = await running();
      r.simulator.inject({ kind: "burst", count: 500 });
      r.simulator.inject(fault);
      await goesOn(r, 1);
      const { code, by } = r.last(0, "backoff") ?? {};
      assert.deepEqual([code, by], [1006, "network"]);
    });
  }

  it("scenario 8: four resets in a row are followed by four resumes", async () => {
    await using r = await running();
    for (let resumes = 1; resumes <= 4; resumes++) {
      r.simulator.inject({ kind: "burst", count: 100 });
      r.simulator.inject({ kind: "reset" });
      r.simulator.inject({ kind: "burst", count: 100 });
      await r.simulator.waitFor(() => r.simulator.counters.resumes === resumes, 60_000);
    }
    await goesOn(r, 4);
  });
});
