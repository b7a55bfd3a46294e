// What a flood of commands does not hold up, over real sockets: the identify or resume, heartbeats
// that Discord asks for, and a close; and that every connection begins with a whole window.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Notice } from "../../src/simulator/index.js";
import { rig, type Rig } from "../support/rig.js";

/** What commands get of a window after an identify or resume, at an interval of 41.25 s. */
const ROOM = 114;
const LIMIT = 120;
/** An answer that waits for no window; the quickest of some, since other tests run as well. */
const AT_ONCE_MS = 50;

/** Gives commands to shard 0, numbered by their channel; each may end with its connection. */
function send(r: Rig, from: number, to: number): void {
  const [guild_id] = r.simulator.guildIds(0);
  for (let n = from; n < to; n++) {
    const d = { guild_id, channel_id: String(n), self_mute: false, self_deaf: false };
    r.gateway.send(0, { op: 4, d }).catch(() => undefined);
  }
}

/** Settles when the connection has had so many commands. */
async function had(r: Rig, commands: number): Promise<void> {
  await r.simulator.waitFor(() => r.simulator.commands.length >= commands, 20_000);
}

/** How long it takes from `act` until such a notice, in ms. */
async function time(r: Rig, kind: Notice["kind"], act: () => void): Promise<number> {
  let at = NaN;
  const unwatch = r.simulator.watch((notice) => {
    if (notice.kind === kind && Number.isNaN(at)) at = performance.now();
  });
  const start = performance.now();
  act();
  await r.simulator.waitFor(() => !Number.isNaN(at), 20_000);
  unwatch();
  return at - start;
}

describe("commands that were given while the shard was down", { concurrency: 2 }, () => {
  /** What comes of a connection; a heartbeat may come at any time. */
  const heard = ({ simulator }: Rig): string[] => {
    const list: string[] = [];
    simulator.watch((notice) => {
      if (notice.kind === "command") list.push((notice.d as { channel_id: string }).channel_id);
      else if (notice.kind === "identify" || notice.kind === "resume") list.push(notice.kind);
    });
    return list;
  };
  const TEN = Array.from({ length: 10 }, (_, n) => String(n));

  it("twilight 39: leave after the identify, in order", async () => {
    await using r = await rig({ shards: 1 });
    const list = heard(r);
    r.simulator.inject({ kind: "helloDelay", delay: 300, times: 1 });
    const started = r.gateway.start();
    await r.simulator.waitFor("connection");
    send(r, 0, 10);
    await started;
    await had(r, 10);
    assert.deepEqual(list, ["identify", ...TEN]);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("twilight 39: leave after the resume, in order", async () => {
    await using r = await rig({ shards: 1 });
    await r.gateway.start();
    const list = heard(r);
    r.simulator.inject({ kind: "helloDelay", delay: 300, times: 1 });
    const down = r.shard(0, "backoff");
    r.simulator.inject({ kind: "reset" });
    await down;
    send(r, 0, 10);
    await had(r, 10);
    assert.deepEqual(list, ["resume", ...TEN]);
    assert.deepEqual(r.simulator.violations, []);
  });
});

describe("a window that commands have used up", { concurrency: 2 }, () => {
  it("twilight 41: has room for heartbeats that Discord asks for, at once", async () => {
    await using r = await rig({ shards: 1 });
    await r.gateway.start();
    send(r, 0, 500);
    await had(r, ROOM);
    const ask = (): number => r.simulator.inject({ kind: "heartbeatRequest", shard: 0 });
    const took: number[] = [];
    for (let i = 0; i < 4; i++) took.push(await time(r, "heartbeat", ask));
    assert.ok(Math.min(...took) < AT_ONCE_MS, `answered after ${took.join(", ")} ms`);
    const { heartbeats } = r.simulator.counters;
    assert.equal(r.simulator.commands.length, ROOM);
    assert.ok(1 + ROOM + heartbeats <= LIMIT, `${heartbeats} heartbeats`);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("twilight 42, 44: holds up no close, and the next connection has a whole one", async () => {
    await using r = await rig({ shards: 1, reconnectGrace: 60_000 });
    await r.gateway.start();
    send(r, 0, 2_000);
    const took: number[] = [];
    for (let round = 1; round <= 3; round++) {
      await had(r, round * ROOM);
      assert.equal(r.simulator.commands.length, round * ROOM);
      took.push(await time(r, "close", () => r.simulator.inject({ kind: "reconnect" })));
    }
    assert.ok(Math.min(...took) < AT_ONCE_MS, `closed after ${took.join(", ")} ms`);
    await had(r, 4 * ROOM);
    const last = await time(r, "close", () => void r.gateway.close());
    assert.ok(last < 2_000, `the last one closed after ${last} ms`);
    assert.deepEqual(
      r.simulator.closes.map(({ code, by }) => [code, by]),
      Array.from({ length: 4 }, () => [4900, "client"]),
    );
    assert.equal(r.simulator.commands.length, 4 * ROOM);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("twilight 44: is whole again after a reset while commands are under way", async () => {
    await using r = await rig({ shards: 1 });
    await r.gateway.start();
    const counts = [0];
    r.simulator.watch(({ kind }) => {
      if (kind === "resume") counts.push(0);
      if (kind !== "command") return;
      const count = (counts.pop() ?? 0) + 1;
      counts.push(count);
      if (count === 20 && counts.length < 4) {
        setImmediate(() => r.simulator.inject({ kind: "reset" }));
      }
    });
    send(r, 0, 1_000);
    await r.simulator.waitFor(() => counts.length === 4 && counts[3] === ROOM, 30_000);
    for (const count of counts) assert.ok(count <= ROOM, counts.join());
    assert.deepEqual(r.simulator.violations, []);
  });
});
