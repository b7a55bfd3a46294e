import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rig } from "../support/rig.js";

const PRESENCE = { since: null, activities: [], status: "dnd", afk: false };

/** An op 4 that nobody answers. */
function voice(guild_id: string, channel_id: string | null = null): object {
  return { guild_id, channel_id, self_mute: false, self_deaf: false };
}

it("a command settles when the socket took it, on the shard that it was given to", async () => {
  await using here = await rig({ shards: 2 }, { threads: 2 });
  await here.gateway.start();
  const [guild = ""] = here.simulator.guildIds(1);
  await here.gateway.send(0, { op: 3, d: PRESENCE });
  await here.gateway.sendToGuild(guild, { op: 4, d: voice(guild) });
  await here.gateway.sendToGuild(BigInt(guild), { op: 4, d: voice(guild) });
  await here.simulator.waitFor(() => here.simulator.commands.length === 3);
  assert.deepEqual(
    here.simulator.commands.map(({ shard, op, d }) => [shard, op, d]),
    [
      [0, 3, PRESENCE],
      [1, 4, voice(guild)],
      [1, 4, voice(guild)],
    ],
  );
  assert.deepEqual(here.simulator.violations, []);
});

it("what a shard sends itself, and what Discord would refuse, is refused here", async () => {
  await using here = await rig();
  await here.gateway.start();
  const { gateway } = here;
  for (const op of [1, 2, 6]) {
    await assert.rejects(gateway.send(0, { op, d: {} }), { code: "COMMAND_REFUSED", shard: 0 });
  }
  for (const op of [1.5, -1, NaN]) {
    await assert.rejects(gateway.send(0, { op, d: {} }), { code: "COMMAND_REFUSED" });
  }
  await assert.rejects(gateway.send(0, { op: 3, d: 1n }), { code: "COMMAND_REFUSED" });
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  await assert.rejects(gateway.send(0, { op: 3, d: cycle }), { code: "COMMAND_REFUSED" });
  const large = { op: 3, d: { ...PRESENCE, text: "é".repeat(2_100) } };
  await assert.rejects(gateway.send(0, large), { code: "COMMAND_TOO_LARGE" });
  await assert.rejects(gateway.send(7, { op: 3, d: null }), { code: "UNKNOWN_SHARD", shard: 7 });
  assert.deepEqual(here.simulator.commands, []);
});

it("a shard that runs elsewhere is unknown here", async () => {
  await using here = await rig({ shards: 4 }, { shards: { total: 4, ids: [1, 3] } });
  await here.gateway.start();
  const [guild = ""] = here.simulator.guildIds(2);
  await assert.rejects(here.gateway.sendToGuild(guild, { op: 4, d: voice(guild) }), {
    code: "UNKNOWN_SHARD",
    shard: 2,
  });
  assert.deepEqual(
    here.simulator.identifyLog
      .map(({ shard, total }) => [shard, total])
      .toSorted(([a = 0], [b = 0]) => a - b),
    [
      [1, 4],
      [3, 4],
    ],
  );
});

it("10,000 at once wait their turn, and end with the close", async () => {
  await using here = await rig({ sendWindow: 60_000 });
  await here.gateway.start();
  const [guild = ""] = here.simulator.guildIds(0);
  const normal = Array.from({ length: 10_000 }, () =>
    here.gateway.send(0, { op: 4, d: voice(guild) }),
  );
  const urgent = here.gateway.send(0, { op: 4, d: voice(guild) }, { priority: "high" });
  const ends = Promise.allSettled([urgent, ...normal]);
  const late = here.gateway.send(0, { op: 4, d: voice(guild) }, { timeout: 50 });
  await assert.rejects(late, { code: "COMMAND_EXPIRED" });
  await here.gateway.close();
  const settled = await ends;
  const sent = settled.filter(({ status }) => status === "fulfilled").length;
  assert.ok(sent > 50 && sent < 120, `${sent} were sent`);
  for (const end of settled) {
    if (end.status === "rejected") assert.equal(end.reason.code, "CLOSED");
  }
  assert.deepEqual(here.simulator.violations, []);
});

it("an urgent command goes ahead of those that wait", async () => {
  await using here = await rig();
  const started = here.gateway.start();
  await here.simulator.waitFor("connection");
  const [guild = ""] = here.simulator.guildIds(0);
  const sent: string[] = [];
  const send = (name: string, priority: "high" | "normal"): Promise<unknown> =>
    here.gateway
      .send(0, { op: 4, d: voice(guild, null) }, { priority })
      .then(() => sent.push(name));
  await Promise.all([send("a", "normal"), send("b", "normal"), send("c", "high"), started]);
  assert.deepEqual(sent, ["c", "a", "b"]);
});

describe("a command that waits", () => {
  it("is kept over a reconnect, and sent once", async () => {
    await using here = await rig();
    await here.gateway.start();
    const [guild = ""] = here.simulator.guildIds(0);
    const down = here.shard(0, "backoff");
    here.simulator.inject({ kind: "reset", shard: 0 });
    await down;
    await here.gateway.send(0, { op: 4, d: voice(guild) });
    await here.simulator.waitFor(() => here.simulator.commands.length > 0);
    assert.equal(here.simulator.commands.length, 1);
    assert.equal(here.simulator.counters.resumes, 1);
  });

  it("is not sent before the identify, and then right after READY", async () => {
    await using here = await rig();
    const started = here.gateway.start();
    await here.simulator.waitFor("connection");
    await here.gateway.send(0, { op: 3, d: PRESENCE });
    await started;
    await here.simulator.waitFor(() => here.simulator.commands.length === 1);
    assert.deepEqual(here.simulator.violations, []);
  });

  it("expires when its time is over", async () => {
    await using here = await rig();
    here.simulator.inject({ kind: "noReady", ms: 60_000 });
    const started = here.gateway.start().catch(() => undefined);
    await here.simulator.waitFor("identify");
    await assert.rejects(here.gateway.send(0, { op: 3, d: PRESENCE }, { timeout: 20 }), {
      code: "COMMAND_EXPIRED",
      shard: 0,
    });
    await here.gateway.close();
    await started;
  });
});
