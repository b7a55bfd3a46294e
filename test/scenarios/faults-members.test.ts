// Answers to op 8 in pieces, out of order, late, patchy or refused.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CoordinatorOptions } from "../../src/index.js";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { FREE_QUEUE, rig, type Rig } from "../support/rig.js";

const MEMBERS = 1_234;

async function running(
  simulated: SimulatorOptions,
  options: Partial<CoordinatorOptions> = {},
): Promise<Rig> {
  const gateway = await rig(
    { shards: 2, members: MEMBERS, ringSize: 10_000, fullMemberWindow: 0, ...simulated },
    { identify: FREE_QUEUE, intents: ["Guilds", "GuildMembers"], ...options },
  );
  await gateway.gateway.start();
  return gateway;
}

/** All members of a guild of shard 1, as user ids. */
async function ask({ gateway, simulator }: Rig, timeout = 30_000): Promise<Set<string>> {
  const guildId = simulator.guildIds(1)[0] ?? assert.fail();
  const found = await gateway.requestGuildMembers({ guildId, query: "", limit: 0, timeout });
  return new Set(found.members.map(({ user }) => user.id));
}

const ANSWERS: readonly SimulatorOptions[] = [
  {},
  { chunkSize: 100 },
  { chunkSize: 7, chunkInterval: 0 },
  { chunkSize: 100, chunkInterval: 50 },
  { chunkSize: 100, chunkReorder: true },
  { chunkSize: 100, chunkReorder: true, prettyPrint: true, keyOrder: "shuffled" },
];

describe("an answer to op 8", { concurrency: 2 }, () => {
  for (const answer of ANSWERS) {
    for (const events of [undefined, ["READY"]] as const) {
      const named = events === undefined ? "" : ", also where events leave it out";
      it(`is gathered${named}: ${JSON.stringify(answer)}`, async () => {
        await using gateway = await running(answer, events === undefined ? {} : { events });
        assert.equal((await ask(gateway)).size, MEMBERS);
        assert.deepEqual(gateway.simulator.violations, []);
      });
    }
  }

  it("that is cut by a reset goes on with the replay", async () => {
    await using gateway = await running({ chunkSize: 50, chunkInterval: 20 });
    const answer = ask(gateway);
    await gateway.simulator.waitFor("command");
    gateway.simulator.inject({ kind: "reset" });
    assert.equal((await answer).size, MEMBERS);
    await gateway.complete();
    assert.deepEqual(gateway.lost, []);
  });

  it("of which chunks are missing ends in its time", async () => {
    await using gateway = await running({ chunkSize: 100, chunkDrop: 0.5 });
    await assert.rejects(ask(gateway, 1_500), { code: "MEMBERS_TIMEOUT" });
    await gateway.complete();
  });

  for (const fullMemberScope of ["bot", "session"] as const) {
    it(`that is limited by ${fullMemberScope} is waited for`, async () => {
      await using gateway = await running({ fullMemberWindow: 1_000, fullMemberScope });
      assert.equal((await ask(gateway)).size, MEMBERS);
      assert.equal((await ask(gateway)).size, MEMBERS);
      assert.equal(gateway.simulator.commands.filter(({ op }) => op === 8).length, 3);
      assert.deepEqual(gateway.simulator.violations, []);
    });
  }
});
