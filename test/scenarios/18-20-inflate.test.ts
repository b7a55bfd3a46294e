import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emit, given, Taken } from "../support/given.js";
import { rig } from "../support/rig.js";

describe("scenario 18: zlib messages split into WebSocket messages of one byte", () => {
  it("scenario 18: every event is decoded", async () => {
    await using r = await rig({ shards: 2, guilds: 1, members: 5, split: Infinity });
    const taken = new Taken(r.gateway, ["GIVEN"]);
    await r.gateway.start();
    const events = given(60, "split");
    emit(r, events);
    await taken.are(events);
    await r.complete();
    assert.deepEqual(r.simulator.closes, []);
    assert.deepEqual(r.simulator.violations, []);
  });
});

describe("scenario 20: the inflater after a reconnect", () => {
  it("scenario 20, twilight 59: a new stream decodes after one that was cut short in a message", async () => {
    await using r = await rig({ shards: 1, split: 50, ringSize: 10_000 });
    const taken = new Taken(r.gateway, ["GIVEN"]);
    await r.gateway.start();
    await r.complete();
    const all = [];
    for (let round = 1; round <= 4; round++) {
      const events = given(40, `round ${round}`);
      all.push(...events);
      // A part of the large message is out when the reset comes, and never the whole.
      r.simulator.inject({ kind: "slow", bytesPerSecond: 200_000 });
      emit(r, events.slice(0, 20));
      r.simulator.inject({ kind: "oversize", bytes: 400_000 });
      const { seq = 0 } = r.simulator.sessions[0] ?? {};
      await r.more(1);
      emit(r, events.slice(20));
      r.simulator.inject({ kind: "reset" });
      const last = [...r.got.values()][0]?.at(-1)?.seq ?? 0;
      assert.ok(last < seq, "the large message was not through");
      await r.simulator.waitFor(() => r.simulator.counters.resumes === round, 60_000);
      await taken.are(all);
    }
    await r.complete();
    assert.equal(r.simulator.counters.identifies, 1);
    assert.deepEqual(r.warnings, []);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("scenario 20, twilight 60: a new stream decodes after a damaged one", async () => {
    await using r = await rig({ shards: 1 });
    const taken = new Taken(r.gateway, ["GIVEN"]);
    await r.gateway.start();
    const before = given(30, "before");
    const after = given(30, "after");
    emit(r, before);
    r.simulator.inject({ kind: "corrupt" });
    emit(r, after);
    await r.simulator.waitFor(() => r.simulator.counters.resumes === 1, 20_000);
    await taken.are([...before, ...after]);
    await r.complete();
    assert.deepEqual(
      r.simulator.closes.map(({ code }) => code),
      [4900],
    );
    const told = r.changes.filter(({ state }) => state === "closing");
    assert.equal(told.length, 1, "one error is told");
    assert.match(told[0]?.reason ?? "", /broken|not a message|no JSON|empty/);
    assert.deepEqual(r.lost, []);
    assert.equal(r.simulator.counters.identifies, 1);
  });
});
