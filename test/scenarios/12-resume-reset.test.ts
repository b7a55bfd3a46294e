// A session whose RESUMEs are answered by a reset. How long it is asked for is a matter of minutes,
// so the long cases run side by side.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { rig } from "../support/rig.js";

const PATIENCE_MS = 60_000;

/** A shard that has been ready for so long waits a minute at most before it identifies again. */
const HEALTHY_MS = 60_000;
const MOST_MS = 2 * PATIENCE_MS + 60_000;

describe("scenario 12: a resume answers with a reset", { concurrency: true }, () => {
  it("scenario 12: it backs off, and resumes when it can", async () => {
    await using r = await rig({ shards: 8, rate: 100, ringSize: 100_000, sessionTtl: 600_000 });
    await r.gateway.start();
    await r.more(100);
    r.simulator.inject({ kind: "resumeReset", ms: 12_000 });
    r.simulator.inject({ kind: "reset" });
    await r.simulator.waitFor(() => r.simulator.counters.resumes === 8, 90_000);
    r.simulator.inject({ kind: "rate", rate: 0 });
    await r.complete();
    const refused = r.simulator.resumeLog.filter(({ ok }) => !ok).length;
    assert.ok(refused >= 8, "each was refused at least once");
    assert.ok(refused <= 8 * 12, `no loop: ${refused} RESUMEs of 8 shards in 12 s`);
    assert.equal(r.simulator.counters.identifies, 8);
    assert.deepEqual(r.lost, []);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("scenario 12, twilight 8: it identifies after five RESUMEs in 60 s that brought nothing", async () => {
    await using r = await rig({ shards: 2, rate: 20, ringSize: 100_000, sessionTtl: 600_000 });
    await r.gateway.start();
    await r.more(20);
    await sleep(HEALTHY_MS + 1_000); // nothing tells
    const states = r.states(1);
    const hosts: string[] = [];
    r.simulator.watch((notice) => {
      if (notice.kind === "connection") hosts.push(notice.host);
    });
    const [session] = r.simulator.sessions.filter(({ shard }) => shard === 0);
    r.simulator.inject({ kind: "resumeReset", shard: 0, ms: Infinity });
    r.simulator.inject({ kind: "reset", shard: 0 });
    await r.simulator.waitFor("identify", MOST_MS + 30_000);
    assert.equal(hosts.at(-1), "main", "the identify goes over the main URL");
    const log = r.simulator.resumeLog.filter(({ shard }) => shard === 0);
    const took = (log.at(-1)?.at ?? 0) - (log[0]?.at ?? 0);
    assert.ok(log.length >= 5, `only ${log.length} RESUMEs`);
    assert.ok(log.length <= 20, `${log.length} RESUMEs`);
    assert.ok(took >= PATIENCE_MS - 100, `given up after ${took} ms`);
    const early = log.at(-2)?.at ?? 0;
    assert.ok(
      early - (log[0]?.at ?? 0) < PATIENCE_MS + 100 || log.length === 5,
      "the first RESUME past the patience is the last",
    );
    await r.until(() => r.states(0).at(-1) === "ready");
    assert.equal(r.lost.length, 1);
    assert.equal(r.lost[0]?.session, session?.id);
    assert.match(r.lost[0]?.reason ?? "", /RESUMEs brought no dispatch/);
    assert.equal(r.simulator.counters.identifies, 3);
    assert.deepEqual(r.states(1), states, "the other shard noticed nothing");
    assert.deepEqual(r.simulator.violations, []);
  });
});
