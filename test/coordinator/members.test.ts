import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { CoordinatorOptions, GuildMembers } from "../../src/index.js";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { gc } from "../support/gc.js";
import { rig, type Rig } from "../support/rig.js";

const INTENTS = ["Guilds", "GuildMembers", "GuildPresences"];

/** A started rig whose guilds have 60 members that come in chunks of ten. */
async function started(
  simulator: SimulatorOptions = {},
  options: Partial<CoordinatorOptions> = {},
): Promise<{ readonly here: Rig; readonly guildId: string; readonly guilds: readonly string[] }> {
  const chunks = { members: 60, chunkSize: 10, chunkInterval: 1, fullMemberWindow: 0 };
  const here = await rig({ ...chunks, ...simulator }, { intents: INTENTS, ...options });
  await here.gateway.start();
  const guilds = here.simulator.guildIds(0);
  return { here, guilds, guildId: guilds[0] ?? "" };
}

function idsOf({ members }: GuildMembers): string[] {
  return members.map(({ user }) => user.id);
}

const VARIANTS: readonly (readonly [string, SimulatorOptions, Partial<CoordinatorOptions>])[] = [
  ["as they come", {}, {}],
  ["in any order", { chunkReorder: true }, {}],
  ["that `events` leaves out", {}, { events: ["MESSAGE_CREATE"] }],
  ["as JSON", {}, { payload: "json" }],
  ["as JSON that `events` leaves out", {}, { payload: "json", events: [] }],
  ["where twice as many come", { duplicates: 1 }, {}],
];

describe("the members of a guild", () => {
  for (const [name, simulator, options] of VARIANTS) {
    it(`are gathered from chunks ${name}`, async () => {
      const { here, guildId } = await started(simulator, options);
      await using _ = here;
      const all = await here.gateway.requestGuildMembers({ guildId, query: "" });
      assert.equal(new Set(idsOf(all)).size, 60);
      assert.equal(all.members.length, 60);
      assert.deepEqual(all.presences, []);
      assert.deepEqual(all.notFound, []);
      const seen = [...here.got.values()].flat().filter(({ name: t }) => t.endsWith("CHUNK"));
      assert.equal(seen.length, options.events === undefined ? 6 : 0);
    });
  }

  it("come with presences, and by their ids with those not found", async () => {
    const { here, guildId } = await started();
    await using _ = here;
    const all = await here.gateway.requestGuildMembers({ guildId, query: "", presences: true });
    assert.equal(all.presences.length, 60);
    const userIds = [...idsOf(all).slice(0, 2), "123456789012345678"];
    const some = await here.gateway.requestGuildMembers({ guildId, userIds });
    assert.deepEqual(idsOf(some), userIds.slice(0, 2));
    assert.deepEqual(some.notFound, ["123456789012345678"]);
  });

  it("are limited as asked", async () => {
    const { here, guildId } = await started();
    await using _ = here;
    const all = await here.gateway.requestGuildMembers({ guildId, query: "" });
    const query = all.members[7]?.user.username ?? "";
    const some = await here.gateway.requestGuildMembers({ guildId, query, limit: 1 });
    assert.equal(some.members.length, 1);
  });

  it("of several guilds come at once, each with its own", async () => {
    const { here, guilds } = await started({ shards: 2, chunkInterval: 5 }, { threads: 2 });
    await using _ = here;
    const asked = [...guilds, ...here.simulator.guildIds(1)];
    assert.equal(asked.length, 6);
    const answers = await Promise.all(
      asked.map((guildId) => here.gateway.requestGuildMembers({ guildId, query: "" })),
    );
    const firsts = answers.map((answer) => idsOf(answer)[0]);
    assert.equal(new Set(firsts).size, 6);
    assert.ok(answers.every(({ members }) => members.length === 60));
  });

  it("reach the user's own listener as well", async () => {
    const { here, guildId } = await started();
    await using _ = here;
    let members = 0;
    here.gateway.on("GUILD_MEMBERS_CHUNK", (chunk) => (members += chunk.members.length));
    await here.gateway.requestGuildMembers({ guildId, query: "" });
    assert.equal(members, 60);
  });

  it("come across a resume", async () => {
    const { here, guildId } = await started({ chunkInterval: 30 });
    await using _ = here;
    const all = here.gateway.requestGuildMembers({ guildId, query: "" });
    await here.simulator.waitFor("command");
    const down = here.shard(0, "backoff");
    here.simulator.inject({ kind: "reset", shard: 0 });
    await down;
    assert.equal((await all).members.length, 60);
    assert.equal(here.simulator.counters.resumes, 1);
  });

  it("are not held up by a user who sits in an iterator", async () => {
    const { here, guildId } = await started();
    await using _ = here;
    const iterator = here.gateway.dispatches();
    here.simulator.emit(0, "PING", {});
    await iterator.next();
    const all = await here.gateway.requestGuildMembers({ guildId, query: "" });
    assert.equal(all.members.length, 60);
    await iterator.return?.();
  });
});

describe("a request for members", () => {
  it("whose chunks are lost ends in time", async () => {
    const { here, guildId } = await started({ chunkDrop: 1 });
    await using _ = here;
    const request = here.gateway.requestGuildMembers({ guildId, query: "", timeout: 100 });
    await assert.rejects(request, { code: "MEMBERS_TIMEOUT" });
  });

  it("ends in time whatever is collected meanwhile", { timeout: 20_000 }, async () => {
    const { here, guildId } = await started({ chunkDrop: 1 });
    await using _ = here;
    const request = here.gateway.requestGuildMembers({ guildId, query: "", timeout: 500 });
    const ended = assert.rejects(request, { code: "MEMBERS_TIMEOUT" });
    await here.simulator.waitFor("command");
    gc();
    await ended;
  });

  it("that nobody can answer in no time ends as well", async () => {
    const { here, guildId } = await started();
    await using _ = here;
    const request = here.gateway.requestGuildMembers({ guildId, query: "", timeout: 0 });
    await assert.rejects(request, { code: "MEMBERS_TIMEOUT" });
  });

  it("waits out one limit", async () => {
    const { here, guildId } = await started({ fullMemberWindow: 300 }, { events: [] });
    await using _ = here;
    await here.gateway.requestGuildMembers({ guildId, query: "" });
    const again = await here.gateway.requestGuildMembers({ guildId, query: "" });
    assert.equal(again.members.length, 60);
    const ops = here.simulator.commands.filter(({ op }) => op === 8);
    assert.equal(ops.length, 3);
  });

  it("that is limited twice says until when", async () => {
    const { here, guildId } = await started({ fullMemberWindow: 400 });
    await using _ = here;
    const requests = [1, 2, 3].map(() => here.gateway.requestGuildMembers({ guildId, query: "" }));
    const ends = await Promise.allSettled(requests);
    const refused = ends.filter((end) => end.status === "rejected");
    assert.equal(refused.length, 1);
    assert.equal(refused[0]?.reason.code, "MEMBERS_RATE_LIMITED");
    assert.ok(refused[0]?.reason.until > Date.now() - 1_000);
  });

  it("whose limit outlasts its time says so at once", async () => {
    const { here, guildId } = await started({ fullMemberWindow: 30_000 });
    await using _ = here;
    await here.gateway.requestGuildMembers({ guildId, query: "" });
    const began = performance.now();
    const request = here.gateway.requestGuildMembers({ guildId, query: "", timeout: 20_000 });
    await assert.rejects(request, { code: "MEMBERS_RATE_LIMITED", message: /try again in \d+ s/ });
    assert.ok(performance.now() - began < 15_000);
  });

  it("ends with the coordinator, wherever it waits", async () => {
    for (const simulator of [{ chunkDrop: 1 }, { fullMemberWindow: 30_000 }]) {
      const { here, guildId } = await started(simulator);
      await using _ = here;
      const requests = [1, 2].map(() => here.gateway.requestGuildMembers({ guildId, query: "" }));
      const ends = Promise.allSettled(requests);
      await here.simulator.waitFor(() => here.simulator.commands.length === 2);
      await sleep(50);
      await here.gateway.close();
      const last = (await ends)[1];
      assert.ok(last?.status === "rejected");
      assert.equal(last.reason.code, "CLOSED");
    }
  });

  it("is not disturbed by a chunk that is no JSON", async () => {
    const { here, guildId } = await started({ chunkDrop: 1 }, { payload: "json" });
    await using _ = here;
    const request = here.gateway.requestGuildMembers({ guildId, query: "", timeout: 1_000 });
    await here.simulator.waitFor("command");
    const s = (here.simulator.sessions[0]?.seq ?? 0) + 1;
    const d = `{"nonce":"gr-","chunk_index":nope,"members":[],"chunk_count":1}`;
    here.simulator.emitRaw(0, `{"t":"GUILD_MEMBERS_CHUNK","s":${s},"op":0,"d":${d}}`);
    await assert.rejects(request, { code: "MEMBERS_TIMEOUT" });
  });
});
