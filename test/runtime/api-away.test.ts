// Discord's REST API gives no answer while its gateway does: in real time, since a start waits a
// minute for the API before it goes on without it.

import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Coordinator, MemorySessions } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { Rig } from "../support/rig.js";

const SHARDS = 3;

it("while the API gives no answer stored sessions are resumed, and who has to identify waits for it", async () => {
  const sessions = new MemorySessions();
  const simulator = new Simulator({
    shards: SHARDS,
    identifyWindow: 0,
    maxConcurrency: 16,
    keepSent: true,
    guilds: 3,
  });
  const { token, apiUrl } = await simulator.start();
  const bot = (): Rig => new Rig(simulator, new Coordinator({ token, apiUrl, sessions, drain: 5 }));
  await using first = bot();
  await first.gateway.start();
  await first.complete();
  await first.gateway.close();

  simulator.inject({ kind: "http", status: 503, ms: 600_000 });
  await using second = bot();
  await second.gateway.start();
  assert.equal(simulator.counters.resumes, SHARDS);
  assert.deepEqual(
    second.warnings.map((warning) => Reflect.get(warning, "code")),
    ["API_UNREACHABLE"],
  );

  simulator.inject({ kind: "invalidSession", shard: 0, resumable: false });
  await second.shard(0, "waiting");
  await sleep(1_000);
  assert.equal(simulator.counters.identifies, SHARDS, "no identify without Discord's word");
  simulator.inject({ kind: "clear" });
  await second.shard(0, "ready");
  assert.equal(simulator.counters.identifies, SHARDS + 1);
  assert.deepEqual(
    second.lost.map(({ shard }) => shard),
    [0],
  );
  assert.deepEqual(simulator.violations, []);
});
