import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { handlersThat } from "../support/handled.js";
import { rig } from "../support/rig.js";
import { sabotage } from "../support/sabotage.js";

const IDLE = { since: null, afk: false, status: "idle", activities: [] };

describe("what handlers send", { concurrency: 1 }, () => {
  it("leaves on the event's own shard", async () => {
    const handlers = handlersThat({ idle: "QUIET" });
    await using here = await rig({ shards: 2 }, { handlers, threads: 2 });
    await here.gateway.start();
    here.simulator.emit(1, "QUIET", {});
    await here.simulator.waitFor(() => here.simulator.commands.length === 1);
    const [{ shard, op, d } = { shard: 0, op: 0, d: 0 }] = here.simulator.commands;
    assert.deepEqual({ shard, op, d }, { shard: 1, op: 3, d: IDLE });
    await here.gateway.send(1, { op: 3, d: { ...IDLE, status: "dnd" } });
    assert.deepEqual(here.simulator.violations, []);
  });

  it("is refused as it is on the main thread, and on a shard of another thread", async () => {
    await using here = await rig({ shards: 2 }, { handlers: handlersThat({}), threads: 2 });
    await here.gateway.start();
    const send = async (shard: number, op: number): Promise<unknown> => {
      const [result] = await here.gateway.ask({ thread: 0 }, "send", { shard, op });
      return Object(result).error;
    };
    assert.match(
      String(await send(0, 2)),
      /'send' failed: Cannot send on shard 0: shards send identifies/,
    );
    assert.match(
      String(await send(1, 3)),
      /Cannot send on shard 1: it does not run in this thread/,
    );
    assert.match(String(await send(0.5, 3)), /it does not run in this thread/);
    assert.deepEqual(here.simulator.commands, []);
  });

  it("and waits when the bot is closed is dropped without a word", async () => {
    const handlers = handlersThat({ idle: "QUIET" });
    await using here = await rig({ shards: 8 }, { handlers, threads: 1 });
    await here.gateway.start();
    for (let at = 0; at < 64; at++) here.simulator.emit(at % 8, "QUIET", {});
    await here.simulator.waitFor(() => here.simulator.commands.length === 40);
    await here.complete();
    await here.gateway.close();
    assert.equal(here.simulator.commands.length, 40, "as many presences as Discord takes");
    assert.deepEqual([here.errors, here.warnings], [[], []]);
  });

  it("counts as the last presence, in this life of the thread and the next", async () => {
    const handlers = handlersThat({ idle: "QUIET" });
    await using here = await rig({ shards: 1 }, { handlers });
    const { gateway, simulator } = here;
    await gateway.start();
    simulator.emit(0, "QUIET", {});
    await simulator.waitFor(() => simulator.commands.length === 1);
    for (let life = 0; life < 2; life++) {
      const ready = here.shard(0, "ready");
      if (life === 0) simulator.inject({ kind: "close", code: 4009 });
      else {
        simulator.inject({ kind: "expire" });
        sabotage({ how: "exit", whom: "all" });
      }
      await ready;
      assert.deepEqual(simulator.identifyLog.at(-1)?.presence, IDLE);
      assert.equal(simulator.identifyLog.length, life + 2);
    }
  });

  it("and what they ask for members of does not keep the answer from the coordinator", async () => {
    const handlers = handlersThat({ deal: "GUILD_MEMBERS_CHUNK" });
    await using here = await rig({ shards: 1, members: 40 }, { handlers, intents: ["all"] });
    await here.gateway.start();
    const [guildId = ""] = here.simulator.guildIds(0);
    const all = await here.gateway.requestGuildMembers({ guildId, query: "", limit: 0 });
    assert.equal(all.members.length, 40);
    const names = [...here.got.values()].flat().map(({ name }) => name);
    assert.ok(!names.includes("GUILD_MEMBERS_CHUNK"), "which handlers have dealt with");
  });
});
