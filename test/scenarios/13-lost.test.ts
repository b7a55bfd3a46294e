import assert from "node:assert/strict";
import { it } from "node:test";
import { rig } from "../support/rig.js";

it("scenario 13: ring overflow ends the session, says so, and identifies anew", async () => {
  await using r = await rig({ shards: 1, ringSize: 50 });
  await r.gateway.start();
  await r.complete();
  r.simulator.inject({ kind: "burst", count: 30 });
  await r.complete();
  const [old] = r.simulator.sessions;
  const last = r.got.get(old?.id ?? "")?.at(-1)?.seq;
  assert.equal(last, old?.seq);
  r.simulator.inject({ kind: "reset" });
  r.simulator.inject({ kind: "burst", count: 51 });
  await r.simulator.waitFor("identify");
  await r.until(() => r.states(0).at(-1) === "ready");
  assert.deepEqual(
    r.lost.map(({ shard, session, seq }) => ({ shard, session, seq })),
    [{ shard: 0, session: old?.id, seq: last }],
  );
  assert.match(r.lost[0]?.reason ?? "", /op 9, d: false/);
  r.simulator.inject({ kind: "burst", count: 30 });
  await r.complete();
  assert.equal(r.got.get(old?.id ?? "")?.at(-1)?.seq, last, "nothing more of the old session");
  assert.equal(r.got.size, 2);
  assert.equal(r.simulator.counters.identifies, 2);
  assert.equal(r.simulator.counters.resumesRefused, 1);
  assert.deepEqual(r.simulator.violations, []);
});

it("scenario 13: a ring that is just large enough loses nothing", async () => {
  await using r = await rig({ shards: 1, ringSize: 50 });
  await r.gateway.start();
  await r.complete();
  r.simulator.inject({ kind: "reset" });
  r.simulator.inject({ kind: "burst", count: 50 });
  await r.simulator.waitFor(() => r.simulator.counters.resumes === 1);
  await r.complete();
  assert.equal(r.simulator.counters.identifies, 1);
  assert.deepEqual(r.lost, []);
});
