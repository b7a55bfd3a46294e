import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rig, type Rig } from "../support/rig.js";
import type { SimulatorOptions } from "../../src/simulator/index.js";

/** A shard in traffic, on a simulator whose resume URL leads to nothing. */
async function running(resumeHost: SimulatorOptions["resumeHost"] & string): Promise<Rig> {
  const r = await rig({ shards: 1, rate: 50, ringSize: 100_000, sessionTtl: 600_000, resumeHost });
  await r.gateway.start();
  await r.more(50);
  return r;
}

describe("scenario 11: the resume URL is unreachable", { concurrency: true }, () => {
  for (const how of ["refuse", "reset", "silent"] as const) {
    it(`scenario 11, twilight 7, 8: RESUME goes over the main URL after two tries (${how})`, async () => {
      await using r = await running(how);
      const before = r.states(0).length;
      r.simulator.inject({ kind: "reset" });
      await r.simulator.waitFor("resume", 90_000);
      await r.until(() => r.states(0).at(-1) === "ready");
      const states = r
        .states(0)
        .slice(before)
        .filter((state) => state !== "closing");
      const tries = ["backoff", "connecting", "backoff", "connecting", "backoff", "connecting"];
      assert.deepEqual(states, [...tries, "resuming", "ready"]);
      assert.deepEqual(
        r.simulator.resumeLog.map(({ host, ok }) => [host, ok]),
        [["main", true]],
      );
      r.simulator.inject({ kind: "rate", rate: 0 });
      await r.complete();
      assert.equal(r.simulator.counters.identifies, 1);
      assert.deepEqual(r.simulator.violations, []);
      assert.deepEqual(r.lost, []);
    });
  }

  it("scenario 11, twilight 8: RESUME goes over the main URL after two closes before Hello", async () => {
    await using r = await running("serve");
    r.simulator.inject({ kind: "closeBeforeHello", host: "resume", code: 1001, ms: Infinity });
    const hosts: string[] = [];
    r.simulator.watch((notice) => {
      if (notice.kind === "connection") hosts.push(notice.host);
    });
    r.simulator.inject({ kind: "reset" });
    await r.simulator.waitFor("resume", 60_000);
    assert.deepEqual(hosts, ["resume", "resume", "main"]);
    assert.deepEqual(
      r.simulator.resumeLog.map(({ host, ok }) => [host, ok]),
      [["main", true]],
    );
    r.simulator.inject({ kind: "rate", rate: 0 });
    await r.complete();
    assert.equal(r.simulator.counters.identifies, 1);
  });

  it("scenario 11: it identifies only when that session is refused", async () => {
    await using r = await running("refuse");
    r.simulator.inject({ kind: "expire" });
    r.simulator.inject({ kind: "reset" });
    await r.simulator.waitFor("resume", 60_000);
    assert.equal(r.simulator.counters.identifies, 1);
    assert.deepEqual(
      r.simulator.resumeLog.map(({ host }) => host),
      ["main"],
    );
    await r.simulator.waitFor("identify", 60_000);
    await r.until(() => r.states(0).at(-1) === "ready");
    assert.equal(r.lost.length, 1);
    assert.match(r.lost[0]?.reason ?? "", /op 9, d: false/);
    assert.equal(r.simulator.counters.identifies, 2);
    r.simulator.inject({ kind: "rate", rate: 0 });
    await r.complete();
    assert.deepEqual(r.simulator.violations, []);
  });
});
