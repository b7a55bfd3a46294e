import assert from "node:assert/strict";
import { it } from "node:test";
import { CloseCodes, type SessionInfo } from "@discordjs/ws";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";
import { Managed, simulatorFor } from "../support/ws-manager.js";

/** Functions of a manager's user, over a map. */
function functions(kept: Map<number, SessionInfo>): {
  readonly retrieveSessionInfo: (shard: number) => Promise<SessionInfo | null>;
  readonly updateSessionInfo: (shard: number, info: SessionInfo | null) => Promise<void>;
} {
  return {
    retrieveSessionInfo: async (shard) => kept.get(shard) ?? null,
    updateSessionInfo: async (shard, info) => {
      if (info === null) kept.delete(shard);
      else kept.set(shard, info);
    },
  };
}

it("the manager's own functions get sessions, and a later manager resumes from them", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  const kept = new Map<number, SessionInfo>();
  await using first = new Managed(address, functions(kept));
  await first.manager.connect();
  simulator.emit(0, "FIRST", {});
  await first.until(() => first.dispatches.length === 7);
  await first.manager.destroy({ code: CloseCodes.Resuming });
  const [session] = simulator.sessions.filter(({ shard }) => shard === 0);
  assert.deepEqual(kept.get(0), {
    shardId: 0,
    shardCount: 2,
    sessionId: session?.id,
    resumeURL: kept.get(0)?.resumeURL,
    sequence: 4,
  });
  simulator.emit(0, "WHILE_AWAY", {});
  await using second = new Managed(address, functions(kept));
  await second.manager.connect();
  await second.until(() => second.dispatches.length === 3);
  const names = second.dispatches.filter(([, shard]) => shard === 0).map(([{ t }]) => t);
  assert.deepEqual(names, ["WHILE_AWAY", "RESUMED"]);
  assert.equal(simulator.counters.identifies, 2);
});

it("a function that finds nothing may say so by undefined", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  const retrieveSessionInfo = (): null => undefined as unknown as null;
  await using managed = new Managed(address, { ...functions(new Map()), retrieveSessionInfo });
  await managed.manager.connect();
  assert.equal(simulator.counters.identifies, 2);
});

it("a usual destroy ends the sessions, at Discord and where they are kept", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  const kept = new Map<number, SessionInfo>();
  await using managed = new Managed(address, functions(kept));
  await managed.manager.connect();
  assert.equal(kept.size, 2);
  await managed.manager.destroy();
  assert.equal(kept.size, 0);
  assert.deepEqual(simulator.sessions, []);
  assert.deepEqual(simulator.counters.closes, { "1000": 2 });
});

it("a session of another total is not resumed", async () => {
  const { simulator, address } = await simulatorFor({ shards: 1 });
  await using _ = simulator;
  const old = { shardId: 0, shardCount: 9, sessionId: "old", resumeURL: "ws://x", sequence: 1 };
  const kept = new Map<number, SessionInfo>([[0, old]]);
  await using managed = new Managed(address, functions(kept));
  await managed.manager.connect();
  assert.equal(simulator.counters.identifies, 1);
  assert.deepEqual(simulator.resumeLog, []);
});

it("functions that fail are told as debug, and called again", async () => {
  const { simulator, address } = await simulatorFor({ shards: 1 });
  await using _ = simulator;
  const kept = new Map<number, SessionInfo>();
  let failures = 1;
  const { retrieveSessionInfo, updateSessionInfo } = functions(kept);
  await using managed = new Managed(address, {
    retrieveSessionInfo,
    updateSessionInfo: async (shard, info) => {
      if (failures-- > 0) throw new Error("no disk");
      await updateSessionInfo(shard, info);
    },
  });
  await managed.manager.connect();
  assert.ok(
    managed.debug.some((line) => line.startsWith("STORE_FAILED") && line.includes("no disk")),
  );
  await managed.manager.destroy({ code: CloseCodes.Resuming });
  assert.equal(kept.size, 1);
});

it("`sessions` outlive destroy() and the process, and the manager is told of them", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  await using folder = await Folder.make();
  const sessions = folder.file();
  await knownStart(sessions, address.token);
  await using first = new Managed(address, {}, { sessions });
  await first.manager.connect();
  await first.until(() => first.dispatches.length === 6);
  await first.manager.destroy();
  simulator.emit(1, "WHILE_AWAY", {});
  const kept = new Map<number, SessionInfo>();
  await using second = new Managed(address, functions(kept), { sessions });
  await second.manager.connect();
  await second.until(() => second.dispatches.length === 3);
  assert.equal(simulator.counters.identifies, 2);
  assert.equal(simulator.counters.resumes, 2);
  assert.deepEqual(
    [...kept.values()].map(({ sessionId }) => sessionId).toSorted(),
    simulator.sessions.map(({ id }) => id).toSorted(),
  );
  await second.manager.destroy();
  assert.equal(kept.size, 0);
  assert.equal(simulator.sessions.length, 2);
});

it("a throttler of the user's own is asked before each identify", async () => {
  const { simulator, address } = await simulatorFor();
  await using _ = simulator;
  const asked: number[] = [];
  await using managed = new Managed(address, {
    buildIdentifyThrottler: () => ({
      waitForIdentify: async (shard) => {
        asked.push(shard);
      },
    }),
  });
  await managed.manager.connect();
  assert.deepEqual(new Set(asked), new Set([0, 1]));
});
